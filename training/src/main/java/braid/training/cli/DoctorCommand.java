package braid.training.cli;

import braid.tensor.Device;
import braid.tensor.backend.BackendProvider;
import braid.tensor.backend.Backends;
import braid.tensor.backend.Probe;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code braid doctor}. */
@Command(
        name = "doctor",
        description = "Shows what this machine offers: JDK, devices with reasons, measured speed.")
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", Runtime.version().toString());
        facts.put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments());
        facts.put("heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        boolean usable = false;
        Map<String, Object> devices = new LinkedHashMap<>();
        for (BackendProvider provider : Backends.providers()) {
            Probe probe = provider.probe();
            Map<String, Object> device = new LinkedHashMap<>();
            device.put("available", probe.available());
            device.put("detail", probe.detail());
            if (probe.available()) {
                Device opened = Device.parse(provider.devices().getFirst());
                device.putAll(opened.backend().properties());
                device.putAll(opened.backend().measure());
                usable |= provider.type().equals("cpu");
            } else {
                device.put("remedy", probe.remedy());
            }
            devices.put(provider.type(), device);
        }
        facts.put("devices", devices);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Report.json(out, facts);
        } else {
            Report.text(out, facts);
        }
        return usable ? ExitCode.DONE : ExitCode.CONFIGURATION;
    }
}
