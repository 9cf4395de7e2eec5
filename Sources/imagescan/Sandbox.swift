import SystemPackage

#if os(Linux)
import CSandbox
#endif

/// Gives up what reading images does not need, before the first byte of one is read.
///
/// Landlock leaves reading beneath the inputs and writing beside the outputs; no network where the kernel can tell. A
/// seccomp filter denies sockets, starting programs and looking into other processes. On a kernel without either the
/// program runs as it is: the sandbox is a second wall, not the first.
struct Sandbox {
    /// Files and folders that may be read.
    var readable: [String] = []
    /// Files that will be written; their folders, or they themselves where they are devices or pipes.
    var writable: [String] = []
    /// Folders that will be made; the folders they are made in.
    var folders: [String] = []

    /// Folders in which files are read, replaced and removed.
    var caches: [String] = []

    #if os(Linux)
    private enum Access {
        static let execute: UInt64 = 1 << 0
        static let writeFile: UInt64 = 1 << 1
        static let readFile: UInt64 = 1 << 2
        static let readDirectory: UInt64 = 1 << 3
        static let removeDirectory: UInt64 = 1 << 4
        static let removeFile: UInt64 = 1 << 5
        static let makeDirectory: UInt64 = 1 << 7
        static let makeRegular: UInt64 = 1 << 8
        /// Everything of version 1: bits 0 to 12.
        static let version1: UInt64 = (1 << 13) - 1
        static let refer: UInt64 = 1 << 13
        static let truncate: UInt64 = 1 << 14
        static let device: UInt64 = 1 << 15
        /// O_PATH, which needs no right to read.
        static let pathOnly = FileDescriptor.OpenOptions(rawValue: 0o10000000)
        /// What a file can be given, as opposed to a folder.
        static let file = execute | writeFile | readFile | truncate
    }

    /// Enters the sandbox; every thread made later is in it too.
    func enter() {
        guard sandbox_no_new_privileges() == 0 else { return }
        restrictFiles()
        _ = sandbox_deny_calls()
    }

    private func restrictFiles() {
        let version = sandbox_landlock_version()
        guard version >= 1 else { return }
        var handled = Access.version1
        if version >= 2 { handled |= Access.refer }
        if version >= 3 { handled |= Access.truncate }
        if version >= 5 { handled |= Access.device }
        let ports: UInt64 = version >= 4 ? 0b11 : 0
        let size = version >= 4 ? 16 : 8
        let ruleset = sandbox_landlock_create(handled, ports, 0, size)
        guard ruleset >= 0 else { return }
        defer { try? FileDescriptor(rawValue: ruleset).close() }
        // The runtime counts its busy threads in /proc/THREAD/stat, and stops the program where it can't.
        allow("/proc", Access.readFile, handled, ruleset)
        for path in readable { allow(path, Access.readFile | Access.readDirectory, handled, ruleset) }
        // A link stays and what it leads to is replaced, maybe in another folder.
        for path in writable.flatMap({ [$0, OutputFile.target(of: $0)] }) {
            let write = Access.writeFile | Access.truncate
            allow(path, write, handled, ruleset)
            let folder = FilePath(path).removingLastComponent()
            let parent = folder.isEmpty ? "." : folder.string
            allow(parent, write | Access.makeRegular | Access.removeFile, handled, ruleset)
        }
        for path in folders {
            let parent = FilePath(path).removingLastComponent()
            let contents = Access.makeRegular | Access.removeFile | Access.makeDirectory | Access.removeDirectory
            allow(parent.isEmpty ? "." : parent.string, Access.writeFile | Access.truncate | contents, handled, ruleset)
        }
        for path in caches {
            let files = Access.readFile | Access.readDirectory | Access.writeFile | Access.truncate
            allow(path, files | Access.makeRegular | Access.removeFile, handled, ruleset)
        }
        _ = sandbox_landlock_restrict(ruleset)
    }

    private func allow(_ path: String, _ access: UInt64, _ handled: UInt64, _ ruleset: Int32) {
        guard let descriptor = try? FileDescriptor.open(FilePath(path), .readOnly, options: Access.pathOnly) else {
            return
        }
        defer { try? descriptor.close() }
        // A rule that gives a file what only a folder can have is refused, so it gets what a file can have.
        if sandbox_landlock_allow(ruleset, descriptor.rawValue, access & handled) != 0 {
            _ = sandbox_landlock_allow(ruleset, descriptor.rawValue, access & handled & Access.file)
        }
    }
    #else
    /// Enters no sandbox: this system has none that is known here.
    func enter() {}
    #endif
}
