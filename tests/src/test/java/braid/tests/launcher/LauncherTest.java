package braid.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import braid.tests.launcher.Launch.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @TempDir private Path folder;

    private Launch launch;

    @BeforeEach
    void copyTheLauncher() throws Exception {
        launch = new Launch(folder);
    }

    private Path jdk(String name, String version) throws Exception {
        return Launch.jdk(folder.resolve(name), version);
    }

    @Test
    void startsTheCommandWithItsFlagsAndArguments() throws Exception {
        Result result =
                launch.built()
                        .with("BRAID_JAVA_HOME", jdk("jdk 25", "25.0.3"))
                        .run("train", "a b", "*");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        "jdk 25",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:Tier3DelayOn=100000",
                        "-XX:+UseParallelGC",
                        "-XX:MaxRAMPercentage=70",
                        "-cp",
                        launch.root().toRealPath() + "/training/target/lib/*",
                        "braid.training.cli.Braid",
                        "train",
                        "a b",
                        "*");
    }

    @Test
    void takesOptionsForTheJvmAndAnotherCollector() throws Exception {
        Result result =
                launch.built()
                        .with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3"))
                        .with("BRAID_JAVA_OPTS", "-Xmx12g -XX:+UseZGC -Dx=*")
                        .run();
        assertThat(result.out().lines())
                .contains("-Xmx12g", "-XX:+UseZGC", "-Dx=*")
                .doesNotContain("-XX:+UseParallelGC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25.0.3", "25.0.3.1", "25.0.10", "25.1", "26", "26-ea", "26.0.1"})
    void takesAJdkThatIsNewEnough(String version) throws Exception {
        assertThat(launch.built().with("BRAID_JAVA_HOME", jdk("jdk", version)).run().exit())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"25.0.2", "25", "25-ea", "24.0.9", "17.0.15", "1.8.0_392", ""})
    void refusesAJdkThatIsTooOld(String version) throws Exception {
        Path jdk = jdk("jdk", version);
        Result result = launch.built().with("BRAID_JAVA_HOME", jdk).run();
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err())
                .isEqualTo(
                        "braid: BRAID_JAVA_HOME="
                                + jdk
                                + " is JDK "
                                + version
                                + "; braid needs 25.0.3 or newer\n"
                                + "  HINT: point it at a JDK 25.0.3 or newer, or unset it\n");
    }

    @Test
    void refusesAHomeThatIsNoJdk() throws Exception {
        Result result = launch.built().with("BRAID_JAVA_HOME", folder).run();
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains(folder + " is not a JDK").contains("HINT");
    }

    @Test
    void takesJavaHomeWhereItIsNewEnough() throws Exception {
        assertThat(launch.built().with("JAVA_HOME", jdk("mine", "26.0.1")).run().out())
                .startsWith("mine\n");
    }

    @Test
    void passesOverAnOldJavaHomeAndTakesTheLastUpdateOfTheOldestRelease() throws Exception {
        Path jdks = launch.home().resolve(".jdks");
        Launch.jdk(jdks.resolve("one"), "26.0.900");
        Launch.jdk(jdks.resolve("two"), "25.0.901");
        Launch.jdk(jdks.resolve("three"), "25.0.900");
        Launch.jdk(jdks.resolve("four"), "25.0.2");
        assertThat(launch.built().with("JAVA_HOME", jdk("old", "17.0.15")).run().out())
                .startsWith("two\n");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJdk() throws Exception {
        String script = Files.readString(launch.script());
        assertThat(script).contains("need=25.0.3");
        Files.writeString(launch.script(), script.replace("need=25.0.3", "need=999.0.3"));
        Path old = jdk("old", "25.0.3");
        Result result = launch.built().with("JAVA_HOME", old).run();
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err())
                .startsWith("braid: needs a JDK 999.0.3 or newer and found none\n")
                .contains("too old:", old + " (25.0.3)", "HINT: install one:", "BRAID_JAVA_HOME=");
    }

    @Test
    void buildsOnceAndKeepsStandardOutputClean() throws Exception {
        Path jdk = jdk("jdk", "25.0.3");
        launch.mvn(0).with("BRAID_JAVA_HOME", jdk);
        Result first = launch.run();
        assertThat(first.exit()).isZero();
        assertThat(first.out()).startsWith("jdk\n").doesNotContain("mvn");
        assertThat(first.err())
                .startsWith(
                        "braid: building, for the jars are missing or older than the sources (mvn -q")
                .contains("mvn in " + launch.root().toRealPath() + " for " + jdk)
                .contains("-DskipTests package -pl training -am");
        assertThat(launch.run().err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--peers sgemm               | package -pl bench -am -Ppeers",
                "--peers=openblas            | package -pl bench -am -Ppeers",
                "sgemm --peers=mkl,libtorch  | package -pl bench -am -Ppeers,peers-mkl",
                "--peers=nd4j --json         | package -pl bench,bench/nd4j -am -Ppeers,peers-nd4j",
                "--peers=all    | package -pl bench,bench/nd4j -am -Ppeers,peers-mkl,peers-nd4j",
                "--peers=mlk                 | package -pl bench -am",
                "sgemm                       | package -pl bench -am",
            })
    void buildsTheLibrariesThatAreToTakeTurns(String arguments, String goals) throws Exception {
        launch.mvn(0).with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3"));
        Result result = launch.run(("bench " + arguments).split(" "));
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("-DskipTests " + goals + " -Dstyle.color=never\n");
        assertThat(result.out()).endsWith(arguments.replace(' ', '\n') + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "tensor/src/main/java", "tensor/src/main/java/A.java"})
    void buildsAgainWhenSomethingIsNewerThanTheBuild(String changed) throws Exception {
        Files.createFile(launch.sources().resolve("A.java"));
        launch.built().mvn(0).with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3"));
        assertThat(launch.run().err()).isEmpty();
        Launch.age(launch.root().resolve(changed), Instant.now().minusSeconds(50));
        assertThat(launch.run().err()).contains("mvn in");
    }

    @Test
    void doesNotStartWhatDidNotBuild() throws Exception {
        Result result = launch.mvn(3).with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3")).run();
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("braid: the build failed (see above)").contains("HINT");
    }

    @Test
    void saysWhatToInstallWhereThereIsNoMaven() throws Exception {
        Result result = launch.with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3")).run();
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("mvn is not on the PATH").contains("HINT: install Maven");
    }

    @Test
    void findsItsRepositoryThroughSymbolicLinks() throws Exception {
        launch.built().with("BRAID_JAVA_HOME", jdk("jdk", "25.0.3"));
        Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("a repository/braid"));
        Path far = Files.createSymbolicLink(folder.resolve("far"), near);
        assertThat(launch.start(far).out())
                .contains(launch.root().toRealPath() + "/training/target/lib/*");
    }

    @Test
    void agreesWithTheBuildOnTheOldestJdk() throws Exception {
        assertThat(Files.readString(Launch.original().resolve("pom.xml")))
                .contains("<jdk.min>25.0.3</jdk.min>");
    }
}
