package io.trawl.loggen;

import java.util.List;
import java.util.Locale;

/// What things are called in the made-up shop.
final class Names {
    static final List<String> REGIONS =
            List.of("eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-west-1a", "us-east-1b");
    static final List<String> TABLES = List.of(
            "orders",
            "order_items",
            "users",
            "products",
            "carts",
            "payments",
            "sessions",
            "prices",
            "stock",
            "addresses",
            "shipments",
            "refunds",
            "reviews",
            "coupons",
            "events",
            "audit");
    static final List<String> TOPICS = List.of(
            "orders.created",
            "orders.confirmed",
            "payments.captured",
            "stock.changed",
            "users.updated",
            "clicks",
            "mail.outbound",
            "search.updates",
            "shipments.events",
            "audit.trail");
    static final List<String> GROUPS = List.of(
            "shipping", "mailer", "search-indexer", "fraud-check", "etl", "recommendation", "audit-writer", "billing");
    static final List<String> CITIES = List.of(
            "Berlin", "Hamburg", "Zürich", "Lyon", "Kraków", "Rotterdam", "Milano", "Malmö", "Valencia", "Dublin");
    static final List<String> FLAGS = List.of(
            "new-checkout",
            "express-shipping",
            "dark-mode",
            "order-confirmation",
            "password-reset",
            "weekly-digest",
            "guest-cart",
            "price-alerts",
            "gift-wrap",
            "loyalty-points",
            "one-click",
            "in-app-review");
    static final List<String> JOBS = List.of(
            "logrotate",
            "backup-orders",
            "certbot",
            "apt-daily",
            "node-exporter",
            "fluent-bit",
            "cleanup-carts",
            "rotate-keys",
            "sysstat-collect",
            "session-gc",
            "warm-caches",
            "export-metrics",
            "man-db",
            "fstrim");
    static final List<String> DEVICES = List.of("nvme0n1p1", "nvme1n1", "sda1", "sdb", "dm-0", "vda1");
    static final List<String> EXCEPTIONS = List.of(
            "java.net.SocketTimeoutException",
            "java.net.ConnectException",
            "java.lang.NullPointerException",
            "java.lang.IllegalStateException",
            "java.util.concurrent.TimeoutException",
            "java.io.IOException",
            "java.sql.SQLTransientConnectionException",
            "io.acme.common.RetryExhaustedException",
            "io.acme.pricing.NoPriceException",
            "io.acme.stock.OutOfStockException",
            "io.acme.auth.TokenExpiredException",
            "com.fasterxml.jackson.core.JsonParseException");
    /// Where a `#` stands, an id is filled in.
    static final List<String> ROUTES = List.of(
            "/",
            "/api/v2/cart",
            "/api/v2/products/#",
            "/api/v2/search",
            "/api/v2/orders/#",
            "/api/v2/orders",
            "/api/v2/users/#/profile",
            "/api/v2/cart/items/#",
            "/login",
            "/api/v2/recommendations/#",
            "/static/app.js",
            "/static/app.css",
            "/api/v2/prices/#",
            "/api/v2/payments/#",
            "/api/v2/users/#/orders",
            "/api/v2/products/#/reviews",
            "/api/v2/stock/#",
            "/api/v2/shipments/#",
            "/api/v2/coupons",
            "/logout",
            "/static/img/products/#.webp",
            "/favicon.ico",
            "/api/v2/users/#/addresses",
            "/api/v2/orders/#/invoice.pdf",
            "/robots.txt",
            "/api/v1/products/#",
            "/api/v2/events",
            "/healthz",
            "/wp-login.php",
            "/.env");
    static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD");
    /// The commonest words of those who search and fill in forms.
    static final List<String> WORDS = List.of(
            "shoes",
            "black",
            "size",
            "men",
            "women",
            "kids",
            "jacket",
            "red",
            "running",
            "winter",
            "coat",
            "blue",
            "bag",
            "leather",
            "summer",
            "dress",
            "cotton",
            "shirt",
            "white",
            "phone",
            "case",
            "charger",
            "wireless",
            "headphones",
            "café",
            "grün",
            "table",
            "lamp",
            "wooden",
            "chair",
            "garden",
            "set",
            "gift",
            "card",
            "birthday",
            "book",
            "green",
            "coffee",
            "machine",
            "filter",
            "water",
            "bottle",
            "steel",
            "kitchen",
            "knife",
            "pan",
            "invalid",
            "missing",
            "timeout",
            "response",
            "value",
            "expected",
            "unexpected",
            "address",
            "email",
            "newsletter",
            "default",
            "test");

    private static final List<String> FIRST = List.of(
            "anna", "ben", "carla", "david", "elena", "felix", "greta", "hugo", "ines", "jan", "karin", "lukas",
            "maria", "nils", "olga", "paul", "quentin", "rosa", "stefan", "tina", "uwe", "vera", "walter", "xenia",
            "yusuf", "zoe");
    private static final List<String> LAST = List.of(
            "adler",
            "berg",
            "conti",
            "dubois",
            "ebert",
            "fischer",
            "garcia",
            "horvat",
            "ivanov",
            "jensen",
            "kowalski",
            "lindner",
            "martin",
            "novak",
            "olsen",
            "peters",
            "quandt",
            "rossi",
            "schmidt",
            "toth",
            "urban",
            "vogel",
            "weber",
            "yilmaz",
            "zimmer");
    private static final List<String> SYLLABLES = List.of(
            "ba", "be", "bo", "da", "de", "do", "fa", "fi", "ga", "go", "ka", "ke", "ko", "la", "le", "li", "lo", "ma",
            "me", "mi", "mo", "na", "ne", "ni", "no", "pa", "pe", "po", "ra", "re", "ri", "ro", "sa", "se", "si", "so",
            "ta", "te", "ti", "to", "va", "ve", "vi", "za", "zo", "ster", "land", "berg", "ton", "ine", "ist", "ung");
    private static final List<String> NOUNS = List.of(
            "Cart",
            "Order",
            "Price",
            "Stock",
            "Search",
            "User",
            "Session",
            "Payment",
            "Shipment",
            "Catalog",
            "Coupon",
            "Invoice",
            "Review",
            "Address");
    private static final List<String> DOERS = List.of(
            "Controller",
            "Service",
            "Repository",
            "Client",
            "Mapper",
            "Validator",
            "Cache",
            "Listener",
            "Handler",
            "Filter");
    private static final List<String> PLATFORMS = List.of(
            "Windows NT 10.0; Win64; x64",
            "Macintosh; Intel Mac OS X 10_15_7",
            "X11; Linux x86_64",
            "iPhone; CPU iPhone OS 18_1 like Mac OS X",
            "Linux; Android 15; Pixel 9");

    private Names() {}

    static String login(int number, Dice dice) {
        String first = FIRST.get(dice.nextInt(FIRST.size()));
        String last = LAST.get(dice.nextInt(LAST.size()));
        return switch (dice.nextInt(3)) {
            case 0 -> first + "." + last + number;
            case 1 -> first.charAt(0) + last + number;
            default -> last + "_" + first + number;
        };
    }

    static String word(Dice dice) {
        StringBuilder word = new StringBuilder();
        for (int i = 2 + dice.nextInt(3); i > 0; i--) {
            word.append(SYLLABLES.get(dice.nextInt(SYLLABLES.size())));
        }
        return word.toString();
    }

    static String agent(Dice dice) {
        if (dice.oneIn(5)) {
            return "acme-app/" + (3 + dice.nextInt(3)) + "." + dice.nextInt(20) + "." + dice.nextInt(10);
        }
        int version = 120 + dice.nextInt(24);
        return "Mozilla/5.0 (" + PLATFORMS.get(dice.nextInt(PLATFORMS.size()))
                + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + version + ".0.0.0 Safari/537.36";
    }

    static String className(Dice dice) {
        return NOUNS.get(dice.nextInt(NOUNS.size())) + DOERS.get(dice.nextInt(DOERS.size()));
    }

    /// Lines of a stack trace, each with a line break before it.
    static String stack(Dice dice) {
        StringBuilder stack = new StringBuilder();
        for (int i = 8 + dice.nextInt(20); i > 0; i--) {
            String type = className(dice);
            stack.append("\n\tat io.acme.")
                    .append(NOUNS.get(dice.nextInt(NOUNS.size())).toLowerCase(Locale.ROOT))
                    .append('.')
                    .append(type)
                    .append(dice.oneIn(3) ? ".handle(" : dice.oneIn(2) ? ".find(" : ".apply(")
                    .append(type)
                    .append(".java:")
                    .append(20 + dice.nextInt(400))
                    .append(')');
        }
        return stack.append("\n\tat java.base/java.lang.Thread.run(Thread.java:1474)")
                .toString();
    }

    static String hex(Dice dice, int length) {
        return Long.toHexString(dice.nextLong() | Long.MIN_VALUE).substring(0, length);
    }

    static String letters(Dice dice, int length) {
        String alphabet = "bcdfghjklmnpqrstvwxz2456789";
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(alphabet.charAt(dice.nextInt(alphabet.length())));
        }
        return letters.toString();
    }
}
