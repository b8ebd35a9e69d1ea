package braid.tests.op.rig;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.backend.Backend;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which device computes which operation in which types: the page {@code docs/support-matrix.md}.
 */
public final class Support {

    /** Where the page is, from the repository's root. */
    public static final String PAGE = "docs/support-matrix.md";

    private static final String HEAD =
            """
            # Support matrix

            Which device computes which operation in which types; first the result, then its
            gradient. What is not here is refused with a message, never computed elsewhere. Views
            have no kernel. Made from the cases in `tests`; CONTRIBUTING.md says how to make it again.

            """;

    private Support() {}

    /** Which type of device is missing here, with the remedy; empty if none is. */
    public static String absent() {
        return Devices.SUPPORTED.stream()
                .map(name -> Devices.missing(name.replaceFirst(":.*", "")))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The page, which needs a device of each type. */
    public static String page() {
        List<Device> devices = Devices.SUPPORTED.stream().map(Device::parse).toList();
        StringBuilder s = new StringBuilder(HEAD);
        s.append("| operation |");
        devices.forEach(d -> s.append(" %s | %s, gradient |".formatted(type(d), type(d))));
        s.append("\n|---|").append("---|---|".repeat(devices.size())).append('\n');
        for (OpCase c : Cases.all()) {
            Reached reached = Reached.by(c);
            s.append("| ").append(c).append(" |");
            for (Device device : devices) {
                Backend backend = device.backend();
                s.append(cell(c, type -> reached.runs(backend, type)));
                s.append(cell(c, type -> reached.differentiates(backend, type)));
            }
            s.append('\n');
        }
        return s.toString();
    }

    private static String type(Device device) {
        return device.toString().replaceFirst(":.*", "");
    }

    private static String cell(OpCase c, Predicate<DType> supported) {
        String types =
                c.types().stream()
                        .filter(supported)
                        .map(DType::name)
                        .collect(Collectors.joining(" "));
        return types.isEmpty() ? " – |" : " " + types + " |";
    }
}
