package io.trawl.testkit.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The little XML that object stores speak.
public final class Xml {
    private Xml() {}

    public static String element(String name, Object text) {
        return "<" + name + ">" + escape(text.toString()) + "</" + name + ">";
    }

    private static String escape(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /// All elements called `name`, anywhere in the document.
    public static List<Element> elements(byte[] document, String name) {
        try {
            NodeList nodes = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(document))
                    .getElementsByTagName(name);
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        } catch (SAXException | IOException | ParserConfigurationException malformed) {
            throw new S3Failure(400, "MalformedXML", "the body is not the XML that was expected");
        }
    }

    /// The text of the child called `name`; empty without one.
    public static String text(Element element, String name) {
        NodeList children = element.getElementsByTagName(name);
        return children.getLength() == 0 ? "" : children.item(0).getTextContent();
    }
}
