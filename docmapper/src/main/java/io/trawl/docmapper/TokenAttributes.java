package io.trawl.docmapper;

import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.TermFrequencyAttribute;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;
import org.apache.lucene.util.Attribute;
import org.apache.lucene.util.AttributeFactory;
import org.apache.lucene.util.AttributeImpl;
import org.apache.lucene.util.AttributeReflector;
import org.apache.lucene.util.BytesRef;

/// All that Lucene's indexer asks of a token, in one object: the term as bytes, and the position. Offsets are not
/// kept and the frequency is always one.
final class TokenAttributes extends AttributeImpl
        implements TermToBytesRefAttribute, PositionIncrementAttribute, OffsetAttribute, TermFrequencyAttribute {
    private BytesRef term = new BytesRef();
    private int positionIncrement = 1;

    /// Gives every stream a [TokenAttributes] of its own.
    static final AttributeFactory FACTORY = new AttributeFactory() {
        @Override
        public AttributeImpl createAttributeInstance(Class<? extends Attribute> attribute) {
            return attribute.isAssignableFrom(TokenAttributes.class)
                    ? new TokenAttributes()
                    : AttributeFactory.DEFAULT_ATTRIBUTE_FACTORY.createAttributeInstance(attribute);
        }
    };

    /// @param term not copied
    void set(BytesRef newTerm, int newPositionIncrement) {
        term = newTerm;
        positionIncrement = newPositionIncrement;
    }

    @Override
    public BytesRef getBytesRef() {
        return term;
    }

    @Override
    public int getPositionIncrement() {
        return positionIncrement;
    }

    @Override
    public void setPositionIncrement(int increment) {
        positionIncrement = increment;
    }

    @Override
    public int startOffset() {
        return 0;
    }

    @Override
    public int endOffset() {
        return 0;
    }

    @Override
    public void setOffset(int startOffset, int endOffset) {}

    @Override
    public int getTermFrequency() {
        return 1;
    }

    @Override
    public void setTermFrequency(int frequency) {}

    @Override
    public void clear() {
        positionIncrement = 1;
    }

    @Override
    public void copyTo(AttributeImpl target) {
        ((TokenAttributes) target).set(BytesRef.deepCopyOf(term), positionIncrement);
    }

    @Override
    public void reflectWith(AttributeReflector reflector) {
        reflector.reflect(TermToBytesRefAttribute.class, "bytes", term);
        reflector.reflect(PositionIncrementAttribute.class, "positionIncrement", positionIncrement);
    }
}
