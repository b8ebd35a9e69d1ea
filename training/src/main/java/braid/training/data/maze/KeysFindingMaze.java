package braid.training.data.maze;

import braid.tensor.random.Random;
import braid.training.data.Example;
import braid.training.data.GeneratedTask;
import braid.training.data.Sizes;

import java.util.Optional;

/**
 * Keys-Finding Maze: a shortest way to the target through rooms with doors, whose keys have to be
 * fetched, one at a time. After the task of Token Assorted (arXiv:2502.03275); the authors
 * published no generator, so the rules ({@link Maze}) and the form of the texts are ours.
 *
 * <pre>
 * question  start a a; target a g; red key c c; green key g a; red door b d; …
 * trace     red key c c: down c a right c c
 *           red door b d: up b c right b d
 *           target a g: right b g up a g
 * solution  # b a c a c b c c b c b d b e b f b g a g
 * </pre>
 *
 * <p>The answer is the cells of the way. Any legal one is right.
 */
public final class KeysFindingMaze extends GeneratedTask {

    /** Rooms in a row if nothing else is asked for. */
    public static final int ROOMS = 3;

    /** Cells in a row of a room if nothing else is asked for. */
    public static final int CELLS = 5;

    /** Numbers of examples if nothing else is asked for. */
    public static final Sizes SIZES = new Sizes(100_000, 500, 300);

    private final Difficulty difficulty;
    private final MazeGenerator generator;

    /** The usual mazes; 100,000, 500 and 300 examples. */
    public KeysFindingMaze(long seed) {
        this(seed, Difficulty.usual(new Grid(ROOMS, CELLS)), SIZES);
    }

    /**
     * @param seed of all examples
     * @param difficulty of all mazes
     * @param sizes number of examples in each split
     */
    public KeysFindingMaze(long seed, Difficulty difficulty, Sizes sizes) {
        super(seed, sizes);
        this.difficulty = difficulty;
        generator = new MazeGenerator(difficulty);
    }

    @Override
    public String name() {
        return "maze";
    }

    @Override
    public String describe() {
        Grid grid = difficulty.grid();
        return "Keys-Finding Maze: a way through %d x %d rooms of %d x %d cells, with %d keys and %d doors, at least %d of them to open. Generated: %d train, %d valid, %d test."
                .formatted(
                        grid.rooms(),
                        grid.rooms(),
                        grid.cells(),
                        grid.cells(),
                        difficulty.colours(),
                        difficulty.doors(),
                        difficulty.opened(),
                        sizes().train(),
                        sizes().valid(),
                        sizes().test());
    }

    /** What mazes there are. */
    public Difficulty difficulty() {
        return difficulty;
    }

    @Override
    protected Example draw(Random random) {
        MazeGenerator.Solved drawn = generator.draw(random);
        return new Example(
                MazeText.write(drawn.maze()),
                Trace.of(drawn.maze(), drawn.route()),
                drawn.route().text());
    }

    /** The maze that a question asks about. */
    public Maze maze(Example example) {
        return MazeText.read(difficulty.grid(), example.question());
    }

    /** Judges what a model wrote as an answer; without one, that is the fault. */
    public Route.Verdict judge(Example example, String generated) {
        return answer(generated)
                .map(text -> Route.judge(maze(example), text))
                .orElseGet(() -> Route.Verdict.illegal("there is no answer"));
    }

    /** Whether the answer is a legal way to the target, of whatever length. */
    @Override
    public boolean correct(Example example, String generated) {
        return judge(example, generated).isLegal();
    }

    /** Whether the answer is a legal way, and as short as the example's, which is a shortest. */
    @Override
    public boolean optimal(Example example, String generated) {
        return correct(example, generated)
                && answer(generated).orElseThrow().length() == example.answer().length();
    }

    /** The text, and the maze drawn with letters. */
    @Override
    public String display(Example example) {
        Maze maze = maze(example);
        return text(example) + "\n\n" + MazeDrawing.text(maze, shortest(maze));
    }

    /** The maze with a shortest way. */
    @Override
    public Optional<String> picture(Example example) {
        Maze maze = maze(example);
        return Optional.of(MazePicture.svg(maze, shortest(maze)));
    }

    private static Route shortest(Maze maze) {
        return ShortestRoute.of(maze).orElseThrow();
    }
}
