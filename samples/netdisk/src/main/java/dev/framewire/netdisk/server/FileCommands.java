package dev.framewire.netdisk.server;

import dev.framewire.framing.Frame;
import dev.framewire.framing.FrameException;
import dev.framewire.framing.FrameReader;
import dev.framewire.framing.FrameWriter;
import dev.framewire.framing.HeaderBuilder;
import dev.framewire.framing.HeaderView;
import dev.framewire.netdisk.server.Replies.ConnectionEndedException;
import dev.framewire.netdisk.users.LoginToken;
import dev.framewire.netdisk.wire.Entry;
import dev.framewire.netdisk.wire.ErrorCode;
import dev.framewire.netdisk.wire.Messages;
import dev.framewire.netdisk.wire.RefusedException;
import dev.framewire.netdisk.wire.RemotePath;
import dev.framewire.netdisk.wire.RemotePath.BadPathException;
import dev.framewire.transfer.PartialInfo;
import dev.framewire.transfer.TransferEngine;
import dev.framewire.transfer.TransferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a logged-in user may ask for. One request after the other, each answered before the next is read. */
final class FileCommands {
    private static final System.Logger LOG = System.getLogger(FileCommands.class.getName());
    // so much is hashed between two signs of life
    private static final long WORKING_EVERY_BYTES = 256L << 20;

    /** So that a client reads one page while the next is made; a longer line has a page of its own. */
    private static final int PAGE_BYTES = 64 << 10;

    private final ServerContext context;
    private final Login.Identity identity;
    private final DiskAccount account;
    private final FrameReader in;
    private final FrameWriter out;
    private final Replies replies;

    FileCommands(
            ServerContext context,
            Login.Identity identity,
            DiskAccount account,
            FrameReader in,
            FrameWriter out,
            Replies replies) {
        this.context = context;
        this.identity = identity;
        this.account = account;
        this.in = in;
        this.out = out;
        this.replies = replies;
    }

    /** Answers until the client leaves. A transfer has deadlines of its own; for everything else {@link Replies} keeps the disk's. */
    void run() throws IOException {
        for (Frame frame = in.next(); frame != null; frame = in.next()) {
            if (!context.isEnabled(identity.user())) {
                replies.error(new RefusedException(ErrorCode.LOGIN_FAILED, "this user was disabled"));
                return;
            }
            if (frame.header().stringEquals(Messages.TYPE, Messages.PING)) {
                replies.ok(); // of those that only wait, too: nothing of it needs a disk
                continue;
            }
            Frame request = frame;
            try {
                context.threads().atDisk(() -> {
                    answer(request);
                    return null;
                });
            } catch (RefusedException e) {
                replies.error(e);
            }
        }
    }

    private void answer(Frame frame) throws IOException, RefusedException {
        if (TransferEngine.isTransferFrame(frame)) {
            transfer(frame);
            return;
        }
        replies.awaitDisk(identity.user());
        try {
            handle(frame);
        } catch (BadPathException e) {
            throw new RefusedException(ErrorCode.BAD_NAME, e.getMessage());
        } catch (ConnectionEndedException | FrameException e) {
            throw e;
        } catch (IOException e) {
            throw Trouble.refusal(identity.user(), e);
        } finally {
            replies.diskAnswered(); // or what waits for no disk any more would be taken for one that is silent
        }
    }

    private void transfer(Frame first) throws IOException {
        HomeSite site = new HomeSite(context, identity.user(), account);
        boolean done = false;
        try {
            done = context.engine().serve(first, in, out, site).isPresent();
        } catch (TransferException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "transfer-ended user=" + identity.user() + " kind=" + e.kind() + " usable=" + e.connectionUsable());
            if (!e.connectionUsable()) {
                throw e;
            }
        } finally {
            site.close(done);
        }
    }

    private void handle(Frame frame) throws IOException, RefusedException, BadPathException {
        HeaderView header = frame.header();
        switch (header.getString(Messages.TYPE)) {
            case "list" -> list(path(header), header.getBoolean(Messages.RECURSIVE, false));
            case "stat" -> replies.ok(account.home().stat(path(header)).write(Replies.okHeader()));
            case "mkdir" -> {
                account.home().makeFolder(path(header), header.getBoolean(Messages.PARENTS, false));
                replies.ok();
            }
            case "rmdir" -> {
                account.home().removeFolder(path(header));
                replies.ok();
            }
            case "remove" -> {
                account.removeFile(path(header));
                replies.ok();
            }
            case "move" -> {
                account.move(path(header), RemotePath.parse(header.getString(Messages.TO)));
                replies.ok();
            }
            case "usage" -> usage();
            case "digest" -> digest(path(header));
            case "partials" -> partials();
            case "drop" -> {
                if (!account.drop(path(header))) {
                    throw new RefusedException(ErrorCode.NOT_FOUND, "there is no partial, or it is being written");
                }
                replies.ok();
            }
            case "token-issue" -> tokenIssue();
            case "token-revoke" -> {
                context.users().revokeToken(identity.user(), text(frame));
                replies.ok();
            }
            case "password" -> password(text(frame));
            default -> throw new RefusedException(ErrorCode.BAD_REQUEST, "no such request");
        }
    }

    private static RemotePath path(HeaderView header) throws IOException, BadPathException {
        return RemotePath.parse(header.getString(Messages.PATH));
    }

    private static String text(Frame frame) throws IOException {
        byte[] body;
        try {
            body = frame.readBody(1024);
        } catch (IOException e) {
            throw new ConnectionEndedException(e);
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private void list(RemotePath path, boolean recursive) throws IOException, RefusedException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        HeaderBuilder line = new HeaderBuilder();
        try (FileTree tree = new FileTree(account.home(), path, recursive)) {
            for (Entry entry = tree.next(); entry != null; entry = tree.next()) {
                replies.diskMoved();
                byte[] bytes = entry.write(line.clear()).toByteArray();
                if (page.size() > 0 && page.size() + bytes.length + 1 > PAGE_BYTES) {
                    replies.entries(true, 0, page.toByteArray(), page.size());
                    page.reset();
                }
                page.writeBytes(bytes);
                page.write('\n');
            }
            replies.entries(false, tree.hidden(), page.toByteArray(), page.size());
        }
    }

    private void usage() throws IOException, RefusedException {
        DiskAccount.Usage usage = account.usage();
        replies.ok(Replies.okHeader()
                .put(Messages.USED, usage.used())
                .put(Messages.RESERVED, usage.claimed())
                .put(Messages.QUOTA, context.quotaOf(identity.user())));
    }

    private void digest(RemotePath path) throws IOException, RefusedException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
        long size = 0;
        try (InputStream file = Files.newInputStream(account.home().existingFile(path))) {
            byte[] buffer = new byte[256 << 10];
            for (int n = file.read(buffer); n >= 0; n = file.read(buffer)) {
                replies.diskMoved();
                sha256.update(buffer, 0, n);
                if (size / WORKING_EVERY_BYTES != (size + n) / WORKING_EVERY_BYTES) {
                    replies.working(size, Math.max(size, 1));
                }
                size += n;
            }
        }
        replies.ok(Replies.okHeader()
                .put(Messages.SIZE, size)
                .put(Messages.SHA256, HexFormat.of().formatHex(sha256.digest())));
    }

    private void partials() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        HeaderBuilder line = new HeaderBuilder();
        for (PartialInfo partial : account.partials().list()) {
            byte[] bytes = line.clear()
                    .put(
                            Messages.NAME,
                            account.home().root().relativize(partial.target()).toString())
                    .put(Messages.SIZE, partial.size())
                    .put(Messages.WRITTEN, partial.writtenBytes())
                    .put(Messages.DURABLE, partial.durableBytes())
                    .put(Messages.MODIFIED, partial.touched().toEpochMilli())
                    .toByteArray();
            if (lines.size() > 0 && lines.size() + bytes.length + 1 > PAGE_BYTES) {
                replies.entries(true, 0, lines.toByteArray(), lines.size());
                lines.reset();
            }
            lines.writeBytes(bytes);
            lines.write('\n');
        }
        replies.entries(false, 0, lines.toByteArray(), lines.size());
    }

    private void tokenIssue() throws IOException {
        LoginToken token = context.users().issueToken(identity.user(), ServerOptions.TOKEN_VALIDITY);
        replies.ok(
                Replies.okHeader().put(Messages.EXPIRES, token.expiresMs()),
                token.text().getBytes(StandardCharsets.US_ASCII));
    }

    private void password(String verifier) throws IOException, RefusedException {
        if (!identity.byPassword()) {
            throw new RefusedException(ErrorCode.LOGIN_FAILED, "to change the password, log in with the old one");
        }
        Login.requireVerifier(verifier);
        context.users().changePassword(identity.user(), verifier);
        LOG.log(System.Logger.Level.INFO, "password-changed user=" + identity.user());
        replies.ok();
    }
}
