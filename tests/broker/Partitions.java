import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Prints what Kafka's Java producer takes for `key-0` … : a partition per line. Arguments: keys, partitions. */
public class Partitions {
  public static void main(String[] arguments) {
    int keys = Integer.parseInt(arguments[0]);
    int partitions = Integer.parseInt(arguments[1]);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < keys; i++) {
      byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
      lines.append(Utils.toPositive(Utils.murmur2(key)) % partitions).append('\n');
    }
    System.out.print(lines);
  }
}
