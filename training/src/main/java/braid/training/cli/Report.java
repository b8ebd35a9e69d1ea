package braid.training.cli;

import braid.training.Trainer;

import tools.jackson.databind.json.JsonMapper;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How the commands print what they found: names and values, for people or as JSON. */
final class Report {

    private Report() {}

    /** One JSON object on a line. */
    static void json(PrintWriter out, Map<String, Object> facts) {
        out.println(JsonMapper.shared().writeValueAsString(facts));
        out.flush();
    }

    /** A line for each fact; those of a group are indented. */
    static void text(PrintWriter out, Map<?, ?> facts) {
        text(out, facts, "");
        out.flush();
    }

    private static void text(PrintWriter out, Map<?, ?> facts, String indent) {
        facts.forEach((name, value) -> {
            if (value instanceof Map<?, ?> group) {
                out.println(indent + name);
                text(out, group, indent + "  ");
            } else {
                String shown =
                        value instanceof Double d
                                ? String.format(Locale.ROOT, "%.3f", d)
                                : String.valueOf(value);
                out.printf("%s%-24s %s%n", indent, name, shown);
            }
        });
    }

    /** How a training ended; gives the exit code. */
    static int training(PrintWriter out, Trainer.Result result, Path folder) {
        Map<String, Object> facts = new LinkedHashMap<>(result.evaluation());
        facts.put("steps", result.steps());
        facts.put("seconds", result.seconds());
        facts.put("tokens_per_second", result.tokensPerSecond());
        facts.put("run", folder);
        text(out, facts);
        out.println(result.memory());
        out.flush();
        return result.finished() ? ExitCode.DONE : ExitCode.INTERRUPTED;
    }
}
