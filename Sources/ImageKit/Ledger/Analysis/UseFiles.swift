package import ImageReading

/// Files whose texts may name what an image uses.
package enum UseFiles {
    /// Keeps texts that may name what an image uses: settings below /etc that start programs or lead to libraries, and shell
    /// scripts that could start an application, `*.sh` and files named like an entry point, near the root.
    static func captureMode(for path: BytePath) -> CaptureMode? {
        if path.bytes.starts(with: "etc/".utf8) {
            let rest = path.bytes.dropFirst("etc/".utf8.count)
            return settings.contains { rest.starts(with: $0.utf8) } ? .licenseText : nil
        }
        return startScriptCaptureMode(for: path)
    }

    /// Keeps the line with which a script names its interpreter.
    static func captureMode(forHead head: [UInt8]) -> CaptureMode? {
        head.starts(with: interpreterMark) ? .firstLine : nil
    }

    /// What a script begins with that names its interpreter.
    package static let interpreterMark = Array("#!".utf8)

    /// Keeps the shell scripts.
    package static func startScriptCaptureMode(for path: BytePath) -> CaptureMode? {
        let name = path.name
        guard name.suffix(3).elementsEqual(".sh".utf8) || startNames.contains(where: { name.elementsEqual($0.utf8) }),
            path.components.count <= 4,
            !otherFolders.contains(where: { path.bytes.starts(with: $0.utf8) })
        else { return nil }
        return .whole
    }

    /// What settings below /etc begin with that start programs or lead to libraries.
    private static let settings = [
        "ld.so.", "cron", "supervisor", "systemd/system/", "init.d/", "rc.local", "profile", "environment", "s6",
        "services.d/", "sv/", "runit/",
    ]
    private static let startNames = ["entrypoint", "docker-entrypoint", "start", "run", "serve", "startup", "boot"]
    /// Folders of programs and libraries: scripts in them start no application.
    private static let otherFolders = [
        "usr/lib/", "usr/share/", "usr/include/", "usr/src/", "lib/", "etc/", "var/", "proc/", "sys/", "boot/",
    ]
}
