/**
 * Keys-Finding Maze: rooms, doors of colours and their keys; a shortest way to the target, and when
 * a way is legal.
 *
 * <p>Reading order: {@link braid.training.data.maze.Maze}, which states the rules; {@link
 * braid.training.data.maze.Walk}, which keeps to them; {@link braid.training.data.maze.MazeText}
 * and {@link braid.training.data.maze.Trace} for the form of question and trace; {@link
 * braid.training.data.maze.ShortestRoute} and {@link braid.training.data.maze.MazeGenerator}; then
 * {@link braid.training.data.maze.KeysFindingMaze}, the task.
 */
package braid.training.data.maze;
