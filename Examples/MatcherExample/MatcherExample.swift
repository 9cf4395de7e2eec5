import Foundation
import ImageLedger
import ImagePackages
import ImageReading

@main
struct MatcherExample {
    static func main() async throws {
        guard CommandLine.arguments.count == 3 else { fatalError("usage: MatcherExample IMAGE LIST") }
        let lines = try String(contentsOfFile: CommandLine.arguments[2], encoding: .utf8).split(separator: "\n")
        let list = try lines.filter { !$0.hasPrefix("#") }.map { try ForbiddenPackage(String($0)) }
        let image = try ImageArchive(path: CommandLine.arguments[1]).image()
        let found = try await ImageAnalyzer().analyze(image).inventory.forbidden(by: list)
        for (package, line) in found { print("\(package.purl) in layer \(package.layer): \(line)") }
        if !found.isEmpty { exit(2) }
    }
}
