package braid.training.cli;

import braid.training.VqVaeRun;
import braid.training.data.Split;
import braid.training.data.Task;
import braid.training.data.Tasks;
import braid.training.data.TokenizedExample;
import braid.training.latent.EncodedTraces;
import braid.training.latent.VqVaeCodec;
import braid.vqvae.quantizer.CodebookStats;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code braid encode}. */
@Command(
        name = "encode",
        description = "Turns the traces of a task into latent codes, as JSON lines.")
final class EncodeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run folder of a VQ-VAE.")
    private Path run;

    @Parameters(index = "1", paramLabel = "OUT.jsonl", description = "File to be written.")
    private Path file;

    @Option(names = "--split", defaultValue = "TRAIN", description = "${COMPLETION-CANDIDATES}")
    private Split split;

    @Option(names = "--show", defaultValue = "3", description = "Number of traces to show.")
    private int show;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        VqVaeRun vqvae = VqVaeRun.load(run);
        Task task = Tasks.parse(vqvae.config().task(), vqvae.config().seed());
        List<TokenizedExample> examples = TokenizedExample.all(task, split, vqvae.tokenizer());
        var codec = new VqVaeCodec(vqvae.model());
        EncodedTraces codes = EncodedTraces.encode(codec, examples);
        codes.save(file);
        var stats = new CodebookStats(codec.codes());
        for (int i = 0; i < codes.size(); i++) {
            stats.count(codes.codes(i));
        }
        var out = spec.commandLine().getOut();
        for (int i = 0; i < Math.min(show, codes.size()); i++) {
            TokenizedExample e = examples.get(i);
            String decoded = vqvae.tokenizer().decode(codec.decode(e.prompt(), codes.codes(i)));
            out.println("trace   " + vqvae.tokenizer().decode(e.trace()).strip());
            out.println("codes   " + java.util.Arrays.toString(codes.codes(i)));
            out.println("decoded " + decoded.strip());
        }
        out.printf(
                "%d traces to %s; %.1f %% of %d codes used, perplexity %.1f%n",
                codes.size(), file, 100 * stats.usage(), codec.codes(), stats.perplexity());
        out.flush();
        return ExitCode.DONE;
    }
}
