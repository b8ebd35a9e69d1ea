package braid.training.experiment.report;

import braid.training.experiment.Experiment;
import braid.training.experiment.RunRecord;
import braid.training.experiment.report.Page.Column;
import braid.training.experiment.report.Page.Section;
import braid.training.experiment.report.Page.Table;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/** The keys of the configuration in which runs differ. */
final class ConfigurationSection {

    /** They tell a run apart, but not what it does. */
    private static final Set<String> NAMES = Set.of("name", "seed");

    private ConfigurationSection() {}

    /** Empty if they differ in none. */
    static Optional<Section> of(Experiment experiment) {
        SequencedMap<String, Map<String, String>> runs = new LinkedHashMap<>();
        var keys = new TreeSet<String>();
        for (RunRecord record : experiment.records()) {
            if (!runs.containsKey(record.run())) {
                Map<String, String> flat = new LinkedHashMap<>();
                flatten("", record.config(), flat);
                flat.keySet().removeAll(NAMES);
                keys.addAll(flat.keySet());
                runs.put(record.run(), flat);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> values =
                    runs.values().stream()
                            .map(flat -> flat.getOrDefault(key, Numbers.NONE))
                            .toList();
            if (values.stream().distinct().count() > 1) {
                List<String> row = new ArrayList<>(List.of(key));
                row.addAll(values);
                rows.add(row);
            }
        }
        List<Column> columns = new ArrayList<>(List.of(Column.verbatim("key")));
        runs.keySet().forEach(run -> columns.add(Column.verbatim(run)));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Section(
                                "Where the configurations differ",
                                List.of(new Table(columns, rows))));
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (!node.isObject()) {
            into.put(path, node.isString() ? node.stringValue() : node.toString());
            return;
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String dot = path.isEmpty() ? "" : ".";
            flatten(path + dot + field.getKey(), field.getValue(), into);
        }
    }
}
