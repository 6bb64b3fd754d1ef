package vn.edulake.jobs.simulate.feed;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;

/**
 * One file that a system sends on a day. What is in it is made when it is asked for, so that a
 * province needs no more memory than the files that are written at the same time.
 *
 * @param feed contract of the file, {@code source.entity}; of a package, that of its main sheet
 * @param sender who sends it
 * @param day of the delivery
 * @param path below the folder of its source, with the day in it
 */
public record Delivery(
    String feed,
    String sender,
    LocalDate day,
    String path,
    Form form,
    Supplier<List<Sheet>> content) {

  /** The source of its contract. */
  public String source() {
    return feed.substring(0, feed.indexOf('.'));
  }

  /** The same file under another path and on another day. */
  public Delivery again(LocalDate onDay, String underPath) {
    return new Delivery(feed, sender, onDay, underPath, form, content);
  }

  /** The same delivery with other content or in another form. */
  public Delivery with(Form otherForm, Supplier<List<Sheet>> otherContent) {
    return new Delivery(feed, sender, day, path, otherForm, otherContent);
  }
}
