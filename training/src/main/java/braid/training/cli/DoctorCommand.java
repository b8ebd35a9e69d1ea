package braid.training.cli;

import braid.tensor.Device;
import braid.tensor.backend.Backend;
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
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("java", Runtime.version().toString());
        all.put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments());
        all.put("heap_mib", Runtime.getRuntime().maxMemory() >> 20);
        boolean usable = false;
        Map<String, Object> devices = new LinkedHashMap<>();
        for (BackendProvider provider : Backends.providers()) {
            Probe probe = provider.probe();
            Map<String, Object> device = new LinkedHashMap<>();
            device.put("available", probe.available());
            device.put("detail", probe.detail());
            if (probe.available()) {
                for (String name : provider.devices()) {
                    Backend backend = Device.parse(name).backend();
                    Map<String, Object> facts = new LinkedHashMap<>(backend.properties());
                    facts.putAll(backend.measure());
                    if (name.equals(provider.type())) {
                        device.putAll(facts);
                    } else {
                        device.put(name, facts);
                    }
                }
                usable |= provider.type().equals("cpu");
            } else {
                device.put("remedy", probe.remedy());
            }
            devices.put(provider.type(), device);
        }
        all.put("devices", devices);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Report.json(out, all);
        } else {
            Report.text(out, all);
        }
        return usable ? ExitCode.DONE : ExitCode.CONFIGURATION;
    }
}
