package braid.training.cli;

import braid.training.VqVaeRun;
import braid.training.data.RunningSums;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.eval.MutualInformation;
import braid.training.latent.CodeUsage;
import braid.training.latent.EncodedTraces;
import braid.training.latent.StateInformation;
import braid.training.latent.VqVaeCodec;
import braid.transformer.tokenizer.Tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code braid encode}. */
@Command(
        name = "encode",
        description =
                "Turns the traces of a task into latent codes, as JSON lines; for running sums, measures how much"
                        + " of the state the codes carry.")
final class EncodeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run folder of a VQ-VAE.")
    private Path run;

    @Parameters(index = "1", paramLabel = "OUT", description = "JSON lines file to be written.")
    private Path file;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "train",
            description = "train, valid or test.")
    private Split split;

    @Option(
            names = "--show",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of traces to show.")
    private int show;

    @Option(names = "--json", description = "Prints one JSON object, and no traces.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Require.atLeast(spec, "--show", show, 0);
        VqVaeRun vqvae = VqVaeRun.load(run);
        Task task = Tasks.parse(vqvae.config().task(), vqvae.config().seed());
        List<TokenizedExample> examples = TokenizedExample.all(task, split, vqvae.tokenizer());
        VqVaeCodec codec = vqvae.codec();
        EncodedTraces codes = EncodedTraces.encode(codec, examples);
        codes.save(file);
        var usage = new CodeUsage(codec.codes(), codec.levels());
        for (int i = 0; i < codes.size(); i++) {
            usage.count(codes.codes(i));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", file.toString());
        facts.put("traces", codes.size());
        facts.put("codes", codec.codes());
        usage.figures(facts::put);
        if (task instanceof RunningSums && StateInformation.applies(task.examples(split), codes)) {
            MutualInformation state = StateInformation.of(task.examples(split), codes);
            facts.put("state_bits_of_a_code", state.bits());
            for (int q = 0; codes.levels() > 1 && q < codes.levels(); q++) {
                var level = StateInformation.ofLevel(task.examples(split), codes, q);
                facts.put("state_bits_of_level_" + q, level.bits());
            }
            facts.put("state_bits", state.entropyY());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Report.json(out, facts);
        } else {
            show(out, vqvae.tokenizer(), codec, examples, codes);
            Report.text(out, facts);
        }
        return ExitCode.DONE;
    }

    private void show(
            PrintWriter out,
            Tokenizer tokenizer,
            VqVaeCodec codec,
            List<TokenizedExample> examples,
            EncodedTraces codes) {
        for (int i = 0; i < Math.min(show, codes.size()); i++) {
            TokenizedExample e = examples.get(i);
            String decoded = tokenizer.decode(codec.decode(e.prompt(), codes.codes(i)));
            out.println("trace   " + tokenizer.decode(e.trace()).strip());
            out.println("codes   " + Arrays.toString(codes.codes(i)));
            out.println("decoded " + decoded.strip());
        }
    }
}
