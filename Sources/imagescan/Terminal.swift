import ArgumentParser
import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Standard output and standard error; every write is checked, since `print` does not tell of a full disk.
enum Terminal {
    /// Makes sure that writing to the standard descriptors goes where it should or fails.
    static func prepare() {
        // A reader that has seen enough ends neither the files that are still to write nor the gates.
        _ = signal(SIGPIPE, SIG_IGN)
        // A closed one would become the next file that is opened; one for reading only still can't be written.
        while let descriptor = try? FileDescriptor.open(FilePath("/dev/null"), .readOnly) {
            if descriptor.rawValue > STDERR_FILENO {
                try? descriptor.close()
                return
            }
        }
    }

    /// Writes a result to standard output; a reader that has seen enough is no error.
    static func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Writes a part of a result to standard output; a reader that has seen enough is no error.
    static func write(_ bytes: [UInt8]) throws {
        do {
            _ = try FileDescriptor.standardOutput.writeAll(bytes)
        } catch Errno.brokenPipe {
            return
        } catch let error as Errno {
            throw ImageError(.unwritable, "standard output can't be written: \(error)")
        }
    }

    /// Writes a line to standard error, wrapped where that is a terminal.
    static func note(_ text: String) {
        let style = TableStyle(width: columns(of: STDERR_FILENO), usesColor: false)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let wrapped = lines.map { Words.wrapped(String($0), indent: "  ", style) }.joined()
        _ = try? FileDescriptor.standardError.writeAll(wrapped.utf8)
    }

    /// Ends the process after an error: usage errors and help as the parser has them, all others with status 1.
    ///
    /// - Parameters:
    ///   - error: the error.
    ///   - command: the command that was run, whose usage is shown.
    static func exit(with error: any Error, of command: any ParsableCommand.Type) -> Never {
        switch error {
        case let error as ImageError: note("imagescan: \(error)")
        case let error as PolicyError: note("imagescan: \(error)")
        case let error as SettingsError:
            note("imagescan: \(error)")
            Glibc.exit(64)
        case is CancellationError: note("imagescan: cancelled")
        default: exitAsParsed(error, of: command)
        }
        Glibc.exit(1)
    }

    /// Ends as the parser would, but tells where help can't be written.
    private static func exitAsParsed(_ error: any Error, of command: any ParsableCommand.Type) -> Never {
        let code = command.exitCode(for: error)
        let text = named(command.fullMessage(for: error), command)
        if !text.isEmpty {
            if code.isSuccess {
                do { try write(text + "\n") } catch {
                    note("imagescan: \(error)")
                    Glibc.exit(1)
                }
            } else {
                note(text)
            }
        }
        Glibc.exit(code.rawValue)
    }

    /// A message of the parser, which names commands without the program and the command that they are of.
    private static func named(_ text: String, _ command: any ParsableCommand.Type) -> String {
        var text = text
        for outer in ImageScan.configuration.subcommands {
            let path = "imagescan \(outer._commandName)"
            var names = [(name: outer._commandName, path: path)]
            // `show` is a command of several.
            for inner in outer.configuration.subcommands where inner == command {
                names.append((inner._commandName, "\(path) \(inner._commandName)"))
            }
            for (name, path) in names {
                for start in ["Usage: ", "USAGE: "] {
                    text = text.replacing(start + name + " ", with: start + path + " ")
                }
                text = text.replacing("'\(name) --help'", with: "'\(path) --help'")
            }
        }
        return text
    }

    static func isTerminal(_ descriptor: FileDescriptor) -> Bool { isatty(descriptor.rawValue) == 1 }

    /// Whether the environment asks for no colors (https://no-color.org).
    static var refusesColor: Bool {
        // Unsafe: nothing changes the environment, and the values are copied at once.
        let value = unsafe getenv("NO_COLOR").map { unsafe String(cString: $0) } ?? ""
        let terminal = unsafe getenv("TERM").map { unsafe String(cString: $0) } ?? ""
        return !value.isEmpty || terminal == "dumb"
    }

    /// The columns of the terminal; 80 where it does not say.
    static var width: Int { columns(of: STDOUT_FILENO) ?? 80 }

    /// The columns of a terminal; nil for a file or pipe, and where the terminal does not say.
    private static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        // Unsafe: the kernel writes the size during the call, which is of the type that this request wants.
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return max(40, Int(size.ws_col))
    }
}
