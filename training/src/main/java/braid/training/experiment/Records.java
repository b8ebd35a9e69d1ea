package braid.training.experiment;

import braid.training.data.DataException;
import braid.training.data.DataFiles;
import braid.training.data.Limits;
import braid.training.data.StrictJson;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder {@code runs} of an experiment: one JSON file a finished run, named {@link
 * RunRecord#fileName()}.
 */
public final class Records {

    private static final JsonMapper JSON =
            StrictJson.mapper(Limits.DEFAULT)
                    .rebuild()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                    .annotationIntrospector(new NumbersRequired())
                    .build();

    /** An object takes a line a field, an array of numbers one line. */
    private static final ObjectWriter WRITER =
            JSON.writer()
                    .with(
                            new DefaultPrettyPrinter()
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    /** A number that is absent would be read as 0; {@link Fields} looks after all else. */
    private static final class NumbersRequired extends JacksonAnnotationIntrospector {

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member.getRawType().isPrimitive()
                    ? Boolean.TRUE
                    : super.hasRequiredMarker(config, member);
        }
    }

    private Records() {}

    /** The folder of records within the folder of an experiment. */
    public static Path folder(Path experiment) {
        return experiment.resolve("runs");
    }

    /**
     * Writes a record into the folder of its experiment, whole or not at all.
     *
     * @return the file
     */
    public static Path write(Path experiment, RunRecord record) {
        Path file = folder(experiment).resolve(record.fileName());
        DataFiles.write(file, out -> out.write(WRITER.writeValueAsString(record) + "\n"));
        return file;
    }

    /**
     * Reads one record.
     *
     * @throws DataException if the file is not a whole record; it names the field
     */
    public static RunRecord read(Path file) {
        RunRecord record;
        try {
            record = JSON.readValue(Files.readString(file), RunRecord.class);
        } catch (IOException e) {
            throw DataFiles.unreadable(file, e);
        } catch (JacksonException e) {
            throw new DataException(
                    file + ": no record of a run: " + reason(e),
                    "remove the file and run the experiment again: it makes what is missing",
                    e);
        }
        if (!file.getFileName().toString().equals(record.fileName())) {
            throw new DataException(
                    file + ": holds run " + record.run() + " of seed " + record.seed(),
                    "name it " + record.fileName() + ", or remove it");
        }
        return record;
    }

    private static String reason(JacksonException e) {
        String what =
                e.getCause() instanceof IllegalArgumentException fault
                        ? String.valueOf(fault.getMessage())
                        : e.getOriginalMessage();
        return e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? what
                : "line " + e.getLocation().getLineNr() + ": " + what;
    }

    /**
     * Reads all records of an experiment.
     *
     * @param folder of the experiment; its records are in {@code runs}
     * @throws DataException if there is none, if one is broken, or if they do not belong together
     */
    public static Experiment readAll(Path folder) {
        Path runs = folder(folder);
        List<Path> files;
        if (!Files.isDirectory(runs)) {
            throw new DataException(
                    runs + ": no such folder",
                    "give the folder of an experiment: its records are in its folder 'runs'");
        }
        try (Stream<Path> all = Files.list(runs)) {
            files = all.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw DataFiles.unreadable(runs, e);
        }
        if (files.isEmpty()) {
            throw new DataException(
                    runs + ": holds no record", "run the experiment: each finished run leaves one");
        }
        List<RunRecord> records = new ArrayList<>();
        var first = new HashMap<String, Path>();
        for (Path file : files) {
            RunRecord record = read(file);
            if (!records.isEmpty()) {
                belongsTo(records.getFirst(), files.getFirst(), record, file);
            }
            Path other = first.putIfAbsent(record.run(), file);
            if (other != null) {
                sameConfiguration(records.get(files.indexOf(other)), other, record, file);
            }
            records.add(record);
        }
        sameQuestions(records, files);
        return Experiment.of(records);
    }

    private static void belongsTo(RunRecord a, Path fileOfA, RunRecord b, Path file) {
        if (!a.experiment().equals(b.experiment()) || !a.task().equals(b.task())) {
            throw new DataException(
                    "%s: experiment %s on %s, but %s is of experiment %s on %s"
                            .formatted(
                                    file,
                                    b.experiment(),
                                    b.task(),
                                    fileOfA.getFileName(),
                                    a.experiment(),
                                    a.task()),
                    "keep one experiment a folder: move the records of the other elsewhere");
        }
    }

    private static void sameConfiguration(RunRecord a, Path fileOfA, RunRecord b, Path file) {
        if (!a.hash().equals(b.hash()) || !a.method().equals(b.method())) {
            throw new DataException(
                    "%s: run %s has the configuration %s (%s), but in %s %s (%s)"
                            .formatted(
                                    file,
                                    b.run(),
                                    b.hash(),
                                    b.method(),
                                    fileOfA.getFileName(),
                                    a.hash(),
                                    a.method()),
                    "seeds of one run share a configuration: remove the older record and run the"
                            + " experiment again, or give the run another name");
        }
    }

    /** An evaluation asks every run the same questions, or they cannot be compared. */
    private static void sameQuestions(List<RunRecord> records, List<Path> files) {
        Map<String, Integer> questions = new HashMap<>();
        for (int i = 0; i < records.size(); i++) {
            for (RunRecord.Evaluation e : records.get(i).evaluations()) {
                Integer before = questions.putIfAbsent(e.name(), e.questions());
                if (before != null && before != e.questions()) {
                    throw new DataException(
                            "%s: %d questions in evaluation %s, another run %d"
                                    .formatted(files.get(i), e.questions(), e.name(), before),
                            "ask all runs the same questions: remove the record and run the"
                                    + " experiment again");
                }
            }
        }
    }
}
