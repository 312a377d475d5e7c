package dev.framewire.netdisk.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** An administrator with a version of the users' sheet on the screen, who saves it as office programs do. */
public final class SheetOnScreen {
    private final Path sheet;
    private final long revision;
    private final Map<String, User> rows = new TreeMap<>();

    private SheetOnScreen(Path sheet, UserSheet.Content content) {
        this.sheet = sheet;
        revision = content.revision();
        content.entries()
                .values()
                .forEach(e -> rows.put(
                        e.name(), new User(e.name(), e.quotaBytes(), e.createdMs(), 0, e.disabled(), e.verifier())));
    }

    public static SheetOnScreen open(Path sheet) throws IOException {
        return new SheetOnScreen(sheet, UserSheet.read(sheet));
    }

    public boolean shows(String name) {
        return rows.containsKey(name);
    }

    SheetOnScreen edit(String name, UnaryOperator<User> change) {
        rows.computeIfPresent(name, (key, user) -> change.apply(user));
        return this;
    }

    public SheetOnScreen disable(String name, boolean disabled) {
        return edit(name, user -> user.withDisabled(disabled));
    }

    public SheetOnScreen remove(String name) {
        rows.remove(name);
        return this;
    }

    public void save() throws IOException {
        Path temporary = sheet.resolveSibling("saved.tmp");
        Files.write(temporary, UserSheet.encode(rows.values(), revision));
        Files.move(temporary, sheet, StandardCopyOption.REPLACE_EXISTING);
    }
}
