package braid.tests.device;

import braid.kernels.device.Driver;
import braid.kernels.device.Program;
import braid.tensor.Device;
import braid.tensor.DeviceException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs a kernel of {@code stand-in.cu}, and prints what it writes or how it fails. */
final class StandInRun {

    static final int ITEMS = 64;

    private StandInRun() {}

    /** The kernel, and 1 if it waits where it has to. */
    public static void main(String[] args) {
        Driver driver = Drivers.of(Device.parse("cuda:0"));
        try {
            System.out.println(Arrays.toString(run(driver, args[0], args[1])));
        } catch (DeviceException e) {
            System.out.println(e.getMessage());
        }
        try {
            driver.finish();
        } catch (DeviceException e) {
            System.out.println(e.getMessage());
        }
    }

    static int[] run(Driver driver, String kernel, String waiting) {
        Map<String, String> macros = Map.of("WAITING", waiting, "ITEMS", Integer.toString(ITEMS));
        Program program = new Program(List.of("stand-in.cu"), macros);
        return Drivers.run(driver, program, kernel, ITEMS);
    }
}
