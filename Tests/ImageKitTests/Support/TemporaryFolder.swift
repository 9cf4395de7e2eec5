import Foundation

/// A folder that is deleted with this value.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("imagekit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a file and the folders above it.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }
}

/// Runs a program of the system.
enum Tool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Whether the program is installed; says so on standard error where it is not.
    static func isInstalled(_ name: String) -> Bool {
        let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        if paths.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }) { return true }
        FileHandle.standardError.write(Data("SKIPPED: \(name) is not installed, tests against it do not run\n".utf8))
        return false
    }

    /// Runs a program to its end.
    ///
    /// - Returns: what it wrote to standard output.
    @discardableResult
    static func run(_ arguments: String...) throws -> [UInt8] { try run(arguments) }

    @discardableResult
    static func run(_ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return bytes
    }
}
