package io.trawl.config;

import io.trawl.common.IdGenerator;
import io.trawl.common.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What defaults depend on.
///
/// @param shortHostname a valid node id
/// @param privateAddress where other machines probably reach this one
/// @param workingDirectory what relative paths start from
record Machine(int cpus, String shortHostname, Optional<String> privateAddress, Path workingDirectory) {
    private static final Path KERNEL_HOSTNAME = Path.of("/proc/sys/kernel/hostname");
    private static final int GENERATED_ID_CHARS = 8;

    static Machine local(Map<String, String> environment) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                shortHostname(environment),
                privateAddressOfHost(),
                Path.of("").toAbsolutePath());
    }

    private static String shortHostname(Map<String, String> environment) {
        String hostname = kernelHostname()
                .or(() -> Optional.ofNullable(environment.get("HOSTNAME")))
                .or(() -> Optional.ofNullable(environment.get("COMPUTERNAME")))
                .orElse("");
        String shortName = hostname.strip().split("\\.", 2)[0];
        if (NodeIdentity.isValid(shortName)) {
            return shortName;
        }
        String ulid = new IdGenerator(TimeSource.SYSTEM).next();
        return "node-" + ulid.substring(ulid.length() - GENERATED_ID_CHARS).toLowerCase(Locale.ROOT);
    }

    /// Without asking a name server, which may take seconds.
    private static Optional<String> kernelHostname() {
        try {
            return Optional.of(Files.readString(KERNEL_HOSTNAME));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static Optional<String> privateAddressOfHost() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Machine::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(InetAddress::isSiteLocalAddress)
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        } catch (SocketException unknown) {
            return Optional.empty();
        }
    }

    private static boolean isUp(NetworkInterface networkInterface) {
        try {
            return networkInterface.isUp() && !networkInterface.isLoopback();
        } catch (SocketException gone) {
            return false;
        }
    }
}
