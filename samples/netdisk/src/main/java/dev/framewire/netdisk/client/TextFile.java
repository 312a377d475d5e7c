package dev.framewire.netdisk.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the small files of lines that a user keeps. */
public final class TextFile {
    private TextFile() {}

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
