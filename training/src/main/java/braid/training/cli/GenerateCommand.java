package braid.training.cli;

import braid.training.LanguageModelRun;
import braid.training.latent.LatentConstraints;
import braid.training.latent.LatentVocabulary;
import braid.transformer.generate.Generator;
import braid.transformer.generate.Sampling;
import braid.transformer.generate.TokenConstraint;
import braid.transformer.tokenizer.Tokenizer;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code braid generate}. */
@Command(name = "generate", description = "Lets a trained model continue a question.")
final class GenerateCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "Run folder of a language model.")
    private Path run;

    @Parameters(
            index = "1",
            paramLabel = "QUESTION",
            description = "Text of the question, as `braid data` shows it.")
    private String question;

    @Option(names = "--temperature", defaultValue = "0", description = "0 is greedy.")
    private double temperature;

    @Option(names = "--top-k", defaultValue = "0", description = "0 for all tokens.")
    private int topK;

    @Option(names = "--top-p", defaultValue = "1", description = "Share of probability kept.")
    private double topP;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the draws.")
    private long seed;

    @Option(names = "--no-latents", description = "Forbids latent tokens.")
    private boolean noLatents;

    @Option(names = "--max-tokens", defaultValue = "256", description = "Most new tokens.")
    private int maxTokens;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LanguageModelRun model = LanguageModelRun.load(run);
        TokenConstraint constraint =
                noLatents
                        ? LatentConstraints.forbidden(model.latentVocabulary())
                        : TokenConstraint.none();
        var sampling = new Sampling(temperature, topK, topP, seed);
        int[] prompt = model.vocabulary().encode(question.strip() + "\n");
        int[] ids =
                new Generator(model.model(), sampling, constraint)
                        .generate(List.of(prompt), maxTokens, Tokenizer.EOS)
                        .getFirst();
        String text =
                model.vocabulary() instanceof LatentVocabulary v
                        ? v.render(ids)
                        : model.vocabulary().decode(ids);
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
