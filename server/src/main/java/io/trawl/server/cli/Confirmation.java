package io.trawl.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Asks before something is lost.
final class Confirmation {
    private Confirmation() {}

    /// @return whether to go on: the user said yes, now or with `--yes`
    static boolean ask(boolean yes, String question) {
        if (yes) {
            return true;
        }
        System.err.print(question + " [y/N] ");
        System.err.flush();
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String answer = in.readLine();
            boolean agreed = answer != null
                    && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
                            || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
            if (!agreed) {
                System.err.println(
                        "nothing was changed" + (answer == null ? "; give --yes to go on without asking" : ""));
            }
            return agreed;
        } catch (IOException unreadable) {
            return false;
        }
    }
}
