import Foundation

/// Runs the Python scripts beside the tests.
enum Python {
    static func run(_ script: String, _ arguments: String...) throws -> (status: Int32, text: String) {
        let path = Fixtures.repository.appendingPathComponent("Tests/imagescanTests/Scripts/\(script)").path
        return try run([path] + arguments)
    }

    static func run(
        _ arguments: [String], interpreter: String = "python3"
    ) throws -> (status: Int32, text: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [interpreter, "-W", "ignore"] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    static let isThere: Bool = {
        if (try? run(["-c", ""]))?.status == 0 { return true }
        Fixtures.note("SKIPPED: python3 is missing, hostile texts are not shown")
        return false
    }()
}
