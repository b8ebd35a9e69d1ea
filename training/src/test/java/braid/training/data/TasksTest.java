package braid.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class TasksTest {

    @TempDir Path folder;

    @Test
    void optionsSetSizesAndDigits() {
        RunningSums sums = (RunningSums) Tasks.parse("running-sums,digits=8,train=20", 1);
        assertThat(sums.digits()).isEqualTo(8);
        assertThat(sums.size(Split.TRAIN)).isEqualTo(20);
        assertThat(sums.size(Split.VALID)).isEqualTo(500);
        assertThat(Tasks.parse("running-sums", 1).describe())
                .isEqualTo(
                        "Running sums: add 16 digits modulo 10, with each digit and the sum so far"
                                + " as the trace. Generated: 50000 train, 500 valid, 1000 test.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runing-sums|unknown task 'runing-sums'|did you mean 'running-sums'? The tasks are"
                        + " [running-sums,",
                "chess|unknown task 'chess'|The tasks are [running-sums, multiplication,",
                "running-sums,digit=8|unknown option 'digit'|did you mean 'digits'? The options of"
                        + " running-sums",
                "jsonl:x,rows=8|unknown option 'rows'|jsonl takes no options",
                "running-sums,digits=many|option 'digits=many' is not a whole number|write it as in"
                        + " digits=1000",
                "prontoqa|the path is missing|write prontoqa:PATH",
                "prontoqa-gen:data|'prontoqa-gen' is generated and takes no path|to read files"
                        + " write prontoqa:data",
                "running-sums:x|'running-sums' is generated and takes no path|leave out ':x'",
            })
    void errorsNameTheWordAndTheRemedy(String text, String problem, String hint) {
        assertThatThrownBy(() -> Tasks.parse(text, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("task '" + text + "': " + problem + "\n  HINT: " + hint);
    }

    @Test
    void foldersOfJsonLinesKeepTheirSplits() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("a,b"));
        JsonLines.write(odd.resolve("train.jsonl"), examples(0, 5));
        JsonLines.write(odd.resolve("valid.jsonl"), examples(5, 7));
        Task task = Tasks.parse("jsonl:" + odd, 1);
        assertThat(task.size(Split.TRAIN)).isEqualTo(5);
        assertThat(task.size(Split.TEST)).isZero();
        assertThat(task.examples(Split.VALID)).isEqualTo(examples(5, 7));

        JsonLines.write(odd.resolve("test.jsonl"), examples(4, 9));
        assertThatThrownBy(() -> Tasks.parse("jsonl:" + odd, 1))
                .hasMessageStartingWith(
                        odd
                                + ": row 1 of test: its question is also in train\n"
                                + "  HINT: take it out");
    }

    @Test
    void oneFileIsDividedByItsQuestions() {
        Path file = folder.resolve("all.jsonl");
        JsonLines.write(file, examples(0, 400));
        Task few = Tasks.parse("jsonl:" + file, 1);
        assertThat(few.size(Split.TRAIN) + few.size(Split.VALID) + few.size(Split.TEST))
                .isEqualTo(400);
        List<Example> valid = List.copyOf(few.examples(Split.VALID));
        assertThat(valid).hasSizeBetween(20, 60);
        JsonLines.write(file, examples(0, 500));
        assertThat(Tasks.parse("jsonl:" + file, 1).examples(Split.VALID))
                .startsWith(valid.toArray(Example[]::new));
    }

    @Test
    void anEmptyFileCannotBeTrainedOn() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.jsonl"));
        assertThatThrownBy(() -> Tasks.parse("jsonl:" + file, 1))
                .hasMessageStartingWith(file + ": no example to train on\n  HINT: ");
    }

    @Test
    void arraysAreCheckedElementByElement() throws IOException {
        Path file = folder.resolve("prontoqa_train.json");
        String row = "{\"question\": \"q\", \"steps\": [], \"answer\": \"a\"}";
        Files.writeString(file, "[" + row + ", {\"question\": \"q\"}]");
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + folder, 1))
                .hasMessageStartingWith(file + ": row 2: field 'steps' is missing");
        Files.writeString(file, "[" + row + ", {\"question\"");
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + folder, 1))
                .hasMessageStartingWith(file + ": row 2, column ");
        Files.writeString(file, "[" + row);
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + folder, 1))
                .hasMessageStartingWith(file + ": row 2");
        Files.writeString(file, row);
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + folder, 1))
                .hasMessageStartingWith(
                        file + ": row 1: expected '[', the start of an array, found START_OBJECT");
        Files.delete(file);
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + folder, 1))
                .hasMessageStartingWith(file + ": no such file");
    }

    @Test
    void copiesAreBounded() {
        Path real = SharedData.find("prontoqa");
        assertThat(Tasks.parse("prontoqa:" + real + ",copies=2", 1).size(Split.TRAIN))
                .isEqualTo(18_000);
        assertThatThrownBy(() -> Tasks.parse("prontoqa:" + real + ",copies=0", 1))
                .hasMessage("prontoqa: copies=0\n  HINT: choose from 1 (no renaming) to 10000");
    }

    private static List<Example> examples(int from, int to) {
        List<Example> examples = new ArrayList<>();
        for (int i = from; i < to; i++) {
            examples.add(new Example("q" + i, List.of("s"), "a" + i));
        }
        return examples;
    }
}
