package braid.training.cli;

import braid.tensor.TensorException;
import braid.training.ConfigurationException;
import braid.training.data.DataException;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Lines from a terminal and answers to it. Ctrl-C ends an answer or clears a line, Ctrl-D ends. */
final class ChatLoop {

    private static final String PROMPT = "> ";

    private final Terminal terminal;
    private final Speaker speaker;

    ChatLoop(Terminal terminal, Speaker speaker) {
        this.terminal = terminal;
        this.speaker = speaker;
    }

    void run() throws IOException {
        LineReader reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .build();
        PrintWriter out = terminal.writer();
        out.println(speaker.notice() + " Ctrl-C ends an answer, Ctrl-D the conversation.");
        while (true) {
            try {
                String line = reader.readLine(PROMPT);
                if (!line.isBlank()) {
                    answer(line, out);
                }
            } catch (UserInterruptException e) {
                // The line is given up, the next one begins.
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    private void answer(String line, PrintWriter out) throws IOException {
        var stopped = new AtomicBoolean();
        SignalHandler before = terminal.handle(Signal.INT, signal -> stopped.set(true));
        Predicate<String> show =
                text -> {
                    out.print(text);
                    out.flush();
                    return !stopped.get();
                };
        try {
            speaker.answer(line, show);
        } catch (TensorException | DataException | ConfigurationException e) {
            // A text that the model cannot read ends no conversation.
            out.print(e.getMessage());
        } finally {
            terminal.handle(Signal.INT, before);
        }
        out.println(stopped.get() ? " …" : "");
        out.flush();
    }
}
