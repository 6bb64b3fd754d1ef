package vn.edulake.jobs.simulate.defect;

import java.util.List;
import java.util.function.Supplier;
import vn.edulake.jobs.simulate.feed.Delivery;
import vn.edulake.jobs.simulate.feed.Form;
import vn.edulake.jobs.simulate.feed.Sheet;

/**
 * A delivery as it will be written.
 *
 * @param isWritten whether there is a file; one that never came has none
 */
public record Planned(Delivery delivery, boolean isWritten, Supplier<Content> content) {
  /** What is in a file, and what of it is wrong. */
  public record Content(Form form, List<Sheet> sheets, List<Answer> answers) {}

  /** A delivery in which nothing is wrong. */
  public static Planned right(Delivery delivery) {
    return new Planned(
        delivery, true, () -> new Content(delivery.form(), delivery.content().get(), List.of()));
  }
}
