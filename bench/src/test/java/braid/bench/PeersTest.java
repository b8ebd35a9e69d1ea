package braid.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

class PeersTest {

    private static ParseResult parse(String... arguments) {
        return BenchCommand.commandLine().parseArgs(arguments);
    }

    private static List<String> peers(ParseResult parsed) {
        return parsed.matchedOptionValue("--peers", List.of());
    }

    private static List<String> benchmarks(ParseResult parsed) {
        return parsed.matchedPositionalValue(0, List.of());
    }

    @Test
    void withoutNamesTheLargeOnesAreLeftOutAndTheNextWordIsABenchmark() {
        ParseResult parsed = parse("--peers", "sgemm");
        assertThat(peers(parsed)).containsExactly("openblas", "libtorch");
        assertThat(benchmarks(parsed)).containsExactly("sgemm");
    }

    @Test
    void takesNamesWithCommasBetween() {
        ParseResult parsed = parse("sgemm", "--peers=mkl,nd4j", "vqvae");
        assertThat(peers(parsed)).containsExactly("mkl", "nd4j");
        assertThat(benchmarks(parsed)).containsExactly("sgemm", "vqvae");
    }

    @Test
    void asksNobodyUnlessTold() {
        assertThat(peers(parse("sgemm"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlk", "openblas,mlk", "all,mlk"})
    void saysWhichLibrariesThereAre(String names) {
        CommandLine command = BenchCommand.commandLine();
        StringWriter err = new StringWriter();
        command.setErr(new PrintWriter(err));
        assertThat(command.execute("sgemm", "--peers=" + names)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "--peers: unknown library mlk; there are [openblas, mkl, libtorch, nd4j],"
                                + " or all");
    }

    /** Where the build has the library: products one after the other, against plain loops. */
    @ParameterizedTest
    @ValueSource(strings = {"mkl", "nd4j"})
    void multiplies(String library) {
        Peers peers;
        try {
            peers = Peers.of(List.of(library));
        } catch (IllegalArgumentException notBuilt) {
            System.out.println("skipped: " + notBuilt.getMessage());
            Assumptions.abort(notBuilt.getMessage());
            return;
        }
        for (String shape : List.of("TN 3 5 7", "NT 33 2 16", "NN 64 31 1")) {
            GemmWork g = new GemmWork(shape);
            Workload theirs = peers.of(g, 1).get(library);
            assertThat(theirs.seconds(3)).as("seconds of three").isBetween(0.0, 60.0);
            float[] product = theirs.results().get("product").get();
            assertThat(product).hasSize(g.m() * g.n());
            for (int i = 0; i < g.m(); i++) {
                for (int j = 0; j < g.n(); j++) {
                    double expected = 0;
                    for (int p = 0; p < g.k(); p++) {
                        double a = g.transA() ? g.a()[p * g.m() + i] : g.a()[i * g.k() + p];
                        double b = g.transB() ? g.b()[j * g.k() + p] : g.b()[p * g.n() + j];
                        expected += a * b;
                    }
                    assertThat((double) product[i * g.n() + j])
                            .as("%s: %d, %d", shape, i, j)
                            .isCloseTo(expected, offset(1e-6));
                }
            }
        }
    }
}
