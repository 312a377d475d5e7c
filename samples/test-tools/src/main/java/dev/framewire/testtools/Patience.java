package dev.framewire.testtools;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait for what will come: as long as a loaded machine may take. */
public final class Patience {
    private Patience() {}

    /** Three minutes, and that only where what is awaited never comes. */
    public static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofMinutes(3));
    }
}
