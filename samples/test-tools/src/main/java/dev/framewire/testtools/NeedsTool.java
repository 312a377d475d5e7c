package dev.framewire.testtools;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, with the reason, where one of the named commands is not on the {@code PATH}; fails it instead when the
 * build was started with {@code -Dframewire.require=all}. The name {@code root} stands for "runs as the superuser".
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ToolCondition.class)
public @interface NeedsTool {
    /** Names of commands, such as {@code python3} or {@code tmux}, or {@code root}. */
    String[] value();
}
