import java.util.Arrays;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Starts one OpenSearch node. Arguments: its folder, class names of plug-ins with commas between them, then
 * key=value settings. The runner's own main method takes no port above 9299 and hides what went wrong.
 */
public class OpenSearchServer {
    public static void main(String[] args) throws InterruptedException {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> Arrays.stream(args).skip(2).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            settings.put(parts[0], parts[1]);
        }));
        runner.setMaxHttpPort(-1);
        try {
            runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).pluginTypes(args[1]).numOfNode(1));
        } catch (Throwable e) {  // a port in use, for one
            e.printStackTrace();
            System.exit(1);
        }
        Thread.currentThread().join();
    }
}
