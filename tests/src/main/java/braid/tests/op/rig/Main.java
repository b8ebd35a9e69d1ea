package braid.tests.op.rig;

import braid.tensor.Device;
import braid.tensor.TensorException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the modes of the cases that are no tests. */
public final class Main {

    private static final String USAGE =
            """
            usage: perf [--device NAME] [WORD ...]   speed of the operations whose names contain a WORD
                   test --device NAME [WORD ...]     their values and gradients; opencl:0-gpu is a
                                                     processor with the kernels for GPUs
                   support                           writes %s, from the repository's root
            """
                    .formatted(Support.PAGE);

    private Main() {}

    /** See the usage that it prints without arguments. */
    public static void main(String[] args) throws IOException {
        String mode = args.length == 0 ? "" : args[0];
        switch (mode) {
            case "perf" -> perf(Arrays.copyOfRange(args, 1, args.length));
            case "test" -> test(Arrays.copyOfRange(args, 1, args.length));
            case "support" -> {
                Files.writeString(Path.of(Support.PAGE), Support.page());
                System.out.println("wrote " + Support.PAGE);
            }
            default -> System.out.print(USAGE);
        }
    }

    private static void test(String[] args) {
        if (args.length < 2 || !args[0].equals("--device")) {
            System.out.print(USAGE);
            return;
        }
        String device = " " + Devices.named(args[1]) + " ";
        int passed = 0;
        int failed = 0;
        for (OpCase c : Cases.matching(Arrays.copyOfRange(args, 2, args.length))) {
            List<Check> checks = new ArrayList<>(Runs.values(c));
            checks.addAll(Runs.gradients(c));
            checks.removeIf(check -> !check.name().contains(device));
            int wrong = (int) checks.stream().filter(check -> !passes(check)).count();
            System.out.println(
                    c + ": " + (checks.size() - wrong) + " passed, " + wrong + " failed");
            passed += checks.size() - wrong;
            failed += wrong;
        }
        Launches.kernels().forEach(kernel -> System.out.println("launched " + kernel));
        System.out.println(passed + " passed, " + failed + " failed");
    }

    private static boolean passes(Check check) {
        try {
            check.run().run();
            return true;
        } catch (TensorException | AssertionError e) {
            System.out.println("FAILED " + check.name() + ": " + e.getMessage());
            return false;
        }
    }

    private static void perf(String[] args) {
        boolean named = args.length > 1 && args[0].equals("--device");
        Device device = Device.parse(named ? args[1] : "cpu");
        String[] words = Arrays.copyOfRange(args, named ? 2 : 0, args.length);
        new Perf(device, System.out).run(Cases.matching(words));
    }
}
