package dev.framewire.netdisk.client;

import dev.framewire.netdisk.users.PrivateFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Reads and writes the small files that the client keeps for its user. */
public final class TextFile {
    private TextFile() {}

    /**
     * Puts a new content in the place of the old one, in a folder that is made when it is missing; both are their owner's alone.
     *
     * @throws FileSystemException whatever is the matter, with the file's name and not that of what is written first beside it
     */
    static void replace(Path file, String content) throws FileSystemException {
        try {
            PrivateFiles.createFolder(Objects.requireNonNull(file.getParent()));
            PrivateFiles.replace(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new FileSystemException(file.toString(), null, "cannot be written: " + reason(e));
        }
    }

    // of a FileSystemException the message begins with a name, which may be that of the folder
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is not a folder";
        } else if (e instanceof FileSystemException fs && fs.getReason() != null) {
            return fs.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    /** @throws FileSystemException whatever is the matter, with the file's name: nobody takes it for a lost connection */
    public static List<String> lines(Path file) throws FileSystemException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (FileSystemException e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "is not text in UTF-8");
        } catch (IOException e) {
            throw new FileSystemException(
                    file.toString(), null, Files.isDirectory(file) ? "is a folder" : e.getMessage());
        }
    }
}
