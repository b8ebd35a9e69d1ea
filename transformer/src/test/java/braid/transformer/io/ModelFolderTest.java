package braid.transformer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import braid.tensor.DType;
import braid.tensor.Device;
import braid.tensor.Scope;
import braid.tensor.Tensor;
import braid.tensor.TensorException;
import braid.tensor.autograd.GradMode;
import braid.tensor.backend.MemoryStats;
import braid.tensor.io.Safetensors;
import braid.tensor.random.Random;
import braid.transformer.ModelConfig;
import braid.transformer.RopeScaling;
import braid.transformer.RowInit;
import braid.transformer.SmallModels;
import braid.transformer.Transformer;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.tokenizer.AddedTokens;
import braid.transformer.tokenizer.Tokenizer;
import braid.transformer.tokenizer.bpe.BpeTrainer;
import braid.transformer.tokenizer.bpe.SplitPattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Folders that are written, read, written again; with more tokens, in shards, in halves. */
final class ModelFolderTest {

    private static final List<String> LATENTS = List.of("<boLatent>", "<eoLatent>", "<latent:0>");
    private static final Tokenizer TEXT =
            BpeTrainer.train(
                    List.of("low lower lowest new newer newest"), 266, SplitPattern.LLAMA3);

    @TempDir private Path folder;

    static Stream<ModelConfig> forms() {
        int rows = TEXT.size();
        ModelConfig gpt2 = ModelConfig.gpt2(rows).context(32).layers(2).width(16).heads(4);
        ModelConfig llama =
                ModelConfig.llama(rows).context(32).layers(2).width(16).heads(4).hidden(24);
        return Stream.of(
                gpt2,
                gpt2.tiedHead(false).dropout(0.2),
                llama.kvHeads(2).ropeScaling(new RopeScaling(8, 1, 4, 16)),
                llama.kvHeads(1).tiedHead(false).ropeTheta(10_000));
    }

    private static PretrainedModel model(ModelConfig config) {
        return new PretrainedModel(
                SmallModels.sharp(config), TEXT, new GenerationConfig(1, List.of(1, 7), 0));
    }

    private static float[] logits(Transformer model) {
        try (var scope = Scope.open();
                var off = GradMode.off()) {
            int[] ids = SmallModels.ids(24, model.config().vocabulary(), 3);
            return model.forward(SmallModels.batch(2, ids)).toFloats();
        }
    }

    private static void assertSameBits(Transformer actual, Transformer expected) {
        expected.parameters()
                .forEach((name, p) -> {
                    Tensor other = Objects.requireNonNull(actual.parameters().get(name)).tensor();
                    assertThat(other.dtype()).isEqualTo(p.tensor().dtype());
                    assertThat(other.toRaw()).as(name).isEqualTo(p.tensor().toRaw());
                });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsSavedIsLoaded(ModelConfig config) throws IOException {
        PretrainedModel before = model(config);
        ModelFolder.save(before, folder.resolve("m"));
        PretrainedModel after = ModelFolder.load(folder.resolve("m"));
        assertThat(after.model().config()).isEqualTo(config);
        assertThat(after.model().isTraining()).isFalse();
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.tokenizer().encode("lower news")).isEqualTo(TEXT.encode("lower news"));
        assertSameBits(after.model(), before.model());
        assertThat(logits(after.model())).isEqualTo(logits(before.model()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void addedTokensAndRowsTravel(ModelConfig config) throws IOException {
        PretrainedModel before = model(config).withTokens(LATENTS, RowInit.mean(), Random.of(4));
        assertThat(before.model().config().vocabulary()).isEqualTo(TEXT.size() + 3);
        ModelFolder.save(before, folder.resolve("m"));
        PretrainedModel after = ModelFolder.load(folder.resolve("m"));
        assertThat(after.tokenizer().id("<latent:0>")).isEqualTo(TEXT.size() + 2);
        assertThat(after.tokenizer().size()).isEqualTo(TEXT.size() + 3);
        assertThat(logits(after.model())).isEqualTo(logits(before.model()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void shardsHoldTheSame(ModelConfig config) throws IOException {
        PretrainedModel before = model(config);
        Path sharded = Files.createDirectory(folder.resolve("m"));
        ModelFolder.save(before, sharded, 9000);
        TreeSet<String> inShards = new TreeSet<>();
        try (Stream<Path> files = Files.list(sharded)) {
            List<Path> shards =
                    files.filter(f -> f.toString().endsWith(".safetensors")).sorted().toList();
            assertThat(shards).hasSizeGreaterThan(2);
            assertThat(shards.getFirst().getFileName())
                    .hasToString("model-00001-of-%05d.safetensors".formatted(shards.size()));
            for (Path shard : shards) {
                try (var file = Safetensors.open(shard)) {
                    var entries = file.entries().values();
                    long bytes = entries.stream().mapToLong(Safetensors.Entry::bytes).sum();
                    assertThat(bytes <= 9000 || entries.size() == 1).isTrue();
                    entries.forEach(e -> assertThat(inShards.add(e.name())).isTrue());
                }
            }
        }
        assertSameBits(ModelFolder.load(sharded).model(), before.model());
    }

    @ParameterizedTest
    @MethodSource("forms")
    void halvesStayHalves(ModelConfig config) throws IOException {
        PretrainedModel before = model(config);
        before.model()
                .parameters()
                .values()
                .forEach(p -> p.replace(p.tensor().detach().to(DType.BF16)));
        ModelFolder.save(before, folder.resolve("m"));
        assertThat(folder.resolve("m/config.json")).content().contains("\"bfloat16\"");
        PretrainedModel after =
                ModelFolder.load(folder.resolve("m"), WeightType.STORED, Device.cpu());
        assertSameBits(after.model(), before.model());
        Transformer wide = ModelFolder.load(folder.resolve("m")).model();
        assertThat(logits(after.model())).isEqualTo(logits(wide));
        PretrainedModel grown = after.withTokens(LATENTS, RowInit.mean(), Random.of(4));
        assertThat(grown.model().parameters().values())
                .allMatch(p -> p.tensor().dtype() == DType.BF16);
        ModelFolder.save(grown, folder.resolve("grown"));
        PretrainedModel again =
                ModelFolder.load(folder.resolve("grown"), WeightType.STORED, Device.cpu());
        assertSameBits(again.model(), grown.model());
    }

    @Test
    void weightsAreInMemoryOnce() throws IOException {
        for (ModelConfig form : forms().toList()) {
            ModelConfig config = form.width(64).heads(4).hidden(256);
            Path path = folder.resolve("m" + config.hashCode());
            ModelFolder.save(model(config), path);
            MemoryStats memory = Device.cpu().backend().memory();
            try (var scope = Scope.open()) { // inside of which all memory is counted
                memory.resetPeak();
                long before = memory.used();
                Transformer loaded = ModelFolder.loadModel(path, WeightType.F32, Device.cpu());
                long bytes = 4 * loaded.numParameters();
                assertThat(memory.peak() - before).isBetween(bytes, (long) (1.1 * bytes));
            }
        }
    }

    @Test
    void newerConfigurationsKeepRopeInAnObjectOfItsOwn() throws IOException {
        ModelConfig config = forms().toList().get(2).ropeTheta(70_000);
        ModelFolder.save(model(config), folder.resolve("m"));
        Path file = folder.resolve("m/config.json");
        String text = Files.readString(file);
        assertThat(text).contains("\"rope_theta\" : 70000.0,");
        Files.writeString(
                file,
                text.replace("\"rope_theta\" : 70000.0,", "")
                        .replace(
                                "\"rope_scaling\" : {",
                                "\"rope_parameters\" : {\"rope_theta\": 70000.0,"));
        assertThat(ModelFolder.load(folder.resolve("m")).model().config()).isEqualTo(config);
    }

    @Test
    void everyEndTokenEndsAText() {
        PretrainedModel model = model(forms().toList().get(2));
        var generator = new Generator(model.model(), Sampling.greedy());
        int[] free = generator.generate(List.of(new int[] {5}), 12, -1).getFirst();
        int stop = free[3];
        int first = 0;
        while (free[first] != stop) {
            first++;
        }
        var generation = new GenerationConfig(-1, List.of(TEXT.size() - 1, stop), -1);
        int[] out = generator.generate(List.of(new int[] {5}), 12, generation.stops()).getFirst();
        assertThat(out).hasSize(first + 1).endsWith(stop);
    }

    @Test
    void textsBeginWithTheBeginTokenAndShowTheOthers() throws IOException {
        Transformer model = model(forms().toList().getFirst()).model();
        var llama = new PretrainedModel(model, TEXT, new GenerationConfig(5, List.of(7), -1));
        assertThat(llama.prompt("low")).startsWith(5).endsWith(TEXT.encode("low"));
        var gpt2 = new PretrainedModel(model, TEXT, new GenerationConfig(7, List.of(7), -1));
        assertThat(gpt2.prompt("low")).isEqualTo(TEXT.encode("low"));

        PretrainedModel before = gpt2.withTokens(LATENTS, RowInit.mean(), Random.of(4));
        ModelFolder.save(before, folder.resolve("m"));
        for (PretrainedModel latent : List.of(before, ModelFolder.load(folder.resolve("m")))) {
            int[] low = TEXT.encode("low");
            int[] ids = Arrays.copyOf(low, low.length + 3);
            ids[low.length] = TEXT.size() + 2;
            ids[low.length + 1] = low[0];
            ids[low.length + 2] = 7;
            String first = TEXT.decode(low[0]);
            assertThat(latent.render(ids)).isEqualTo("low<latent:0>" + first);
        }
    }

    @Test
    void aFolderWithFilesIsNotWrittenInto() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "keep");
        PretrainedModel model = model(forms().toList().getFirst());
        assertThatThrownBy(() -> ModelFolder.save(model, folder))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("is not empty")
                .hasMessageContaining("HINT: give a new folder");
    }

    @Test
    void formsThatNobodyPublishesAreRefused() {
        ModelConfig mixed =
                ModelConfig.gpt2(TEXT.size())
                        .layers(1)
                        .width(16)
                        .positions(ModelConfig.Positions.ROPE);
        PretrainedModel model = model(mixed);
        assertThatThrownBy(() -> ModelFolder.save(model, folder.resolve("m")))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("no published family has the form");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTokenizerThatIsTooLargeIsRefused() {
        PretrainedModel small = model(forms().toList().getFirst());
        var more = new AddedTokens(TEXT, LATENTS);
        var misfit = new PretrainedModel(small.model(), more, small.generation());
        assertThatThrownBy(() -> ModelFolder.save(misfit, folder.resolve("m")))
                .isInstanceOf(TensorException.class)
                .hasMessageContaining("a tokenizer of 269 tokens for an embedding of 266 rows");
    }
}
