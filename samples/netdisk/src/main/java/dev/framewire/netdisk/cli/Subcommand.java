package dev.framewire.netdisk.cli;

import java.util.concurrent.Callable;

/** A command of the program. */
abstract class Subcommand implements Callable<Integer> {
    final Root root;
    final Syntax syntax;

    Subcommand(Root root, String name, String... description) {
        this.root = root;
        this.syntax = Syntax.ofCommand(this, name, description);
    }
}
