package vn.edulake.jobs.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import vn.edulake.models.error.ErrorCode;
import vn.edulake.models.error.ExternalError;

/**
 * A lock on a file, so that one thread of one process at a time starts or stops a server.
 *
 * <p>The operating system's lock is held by a whole process; threads of one process take a lock in
 * memory first. Both fall when the process dies.
 */
final class FileMutex {
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private FileMutex() {}

  /** Waits for the lock and works under it. */
  static <T> T hold(Path file, Supplier<T> work) {
    Path path = file.toAbsolutePath().normalize();
    ReentrantLock thread = THREADS.computeIfAbsent(path, absent -> new ReentrantLock());
    thread.lock();
    try {
      Files.createDirectories(path.getParent());
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock();
        return work.get();
      }
    } catch (IOException e) {
      throw new ExternalError(
          ErrorCode.STORAGE_FAILED, "Cannot lock " + file + ": " + e.getMessage(), e);
    } finally {
      thread.unlock();
    }
  }
}
