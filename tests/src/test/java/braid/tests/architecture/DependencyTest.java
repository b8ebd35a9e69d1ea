package braid.tests.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SliceRule;

import org.junit.jupiter.api.Test;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who may depend on whom: the arrows between modules, cycles between packages, what of the JDK is
 * closed.
 */
class DependencyTest {

    private static final String TENSOR = "braid.tensor..";
    private static final String NN = "braid.nn..";
    private static final String KERNELS = "braid.kernels..";
    private static final String TRANSFORMER = "braid.transformer..";
    private static final String VQVAE = "braid.vqvae..";
    private static final String TRAINING = "braid.training..";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("braid");

    @Test
    void readsTheClassesOfEveryModuleThatHasAny() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName))
                .contains("braid.tensor", "braid.kernels.cpu", "braid.training.cli")
                .noneMatch(name -> name.startsWith("braid.tests.architecture"));
    }

    @Test
    void tensorsKnowNoOtherModule() {
        check(none(TENSOR, NN, KERNELS, TRANSFORMER, VQVAE, TRAINING));
        check(none(NN, KERNELS, TRANSFORMER, VQVAE, TRAINING));
    }

    @Test
    void kernelsKnowTensorsOnly() {
        check(none(KERNELS, NN, TRANSFORMER, VQVAE, TRAINING));
    }

    @Test
    void nobodyCompilesAgainstKernels() {
        check(none(TRANSFORMER, KERNELS));
        check(none(VQVAE, KERNELS));
        check(none(TRAINING, KERNELS));
    }

    @Test
    void modelsDoNotKnowWhatTrainsThem() {
        check(none(TRANSFORMER, VQVAE, TRAINING));
        check(none(VQVAE, TRAINING));
    }

    @Test
    void packagesHaveNoCycles() {
        // A package and those within it are one room: VqVae has a Quantizer, which takes a
        // VqVaeConfig.
        SliceRule rule = slices().assignedFrom(new PackageGroups()).should().beFreeOfCycles();
        for (String outer : CLASSES.stream().map(JavaClass::getPackageName).distinct().toList()) {
            var itself = resideInAPackage(outer);
            var within = resideInAPackage(outer + ".(**)");
            rule = rule.ignoreDependency(itself, within).ignoreDependency(within, itself);
        }
        check(rule);
    }

    @Test
    void nothingFromOutsideIsDeserialisedByJava() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ObjectInputStream.class)
                        .orShould()
                        .dependOnClassesThat()
                        .areAssignableTo(ObjectOutputStream.class)
                        .because("such bytes can run code; write safetensors, JSON or YAML"));
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("braid.training.cli..", "braid.bench..")
                        .should()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "exit", int.class)
                        .orShould()
                        .callMethod(Runtime.class, "halt", int.class)
                        .because("a library throws"));
    }

    @Test
    void librariesDoNotPrint() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(TENSOR, NN, KERNELS, TRANSFORMER, VQVAE)
                        .should()
                        .accessField(System.class, "out")
                        .because("standard output is the result of a command"));
    }

    @Test
    void everyDrawComesFromASeed() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(ThreadLocalRandom.class)
                        .orShould()
                        .callMethod(Math.class, "random")
                        .orShould()
                        .callConstructor(java.util.Random.class)
                        .because(
                                "the same seed gives the same bits: draw from braid.tensor.random"));
    }

    private static ArchRule none(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    /**
     * Each package by itself, but for the core of the module tensor: tensors, operations and the
     * tape need each other ({@code Tensor.add} applies an operation that makes a {@code Tensor}).
     */
    private static final class PackageGroups implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            return name.matches("braid\\.tensor(\\.(op|autograd|backend|random))?")
                    ? SliceIdentifier.of("the core of braid.tensor")
                    : SliceIdentifier.of(name);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
