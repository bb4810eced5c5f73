package io.trawl.storage;

import io.trawl.common.RequestContext;
import io.trawl.config.StorageUri;
import java.nio.charset.StandardCharsets;

/// A process of [ProcessRaceTest]: tries to be first on every key and prints those it won.
final class RacingProcess {
    private RacingProcess() {}

    /// @param args the root, the writer's name, the number of keys
    public static void main(String[] args) throws Exception {
        Storage storage = new LocalStorage(StorageUri.parse(args[0]), new OsDisk());
        Payload payload = Payload.ofUtf8(args[1].repeat(2_000));
        RequestContext context = RequestContext.background(args[1]);
        System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        // All start together, when the test has heard of all.
        int go = System.in.read();
        for (int i = 0; go >= 0 && i < Integer.parseInt(args[2]); i++) {
            if (storage.putIfAbsent(new StorageKey("race/" + i), payload, context)) {
                System.out.write((i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        System.out.flush();
    }
}
