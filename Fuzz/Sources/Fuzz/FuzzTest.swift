import CFuzzer
import Foundation

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Hands libFuzzer the target that the environment variable FUZZ_TARGET names.
@main struct FuzzTest {
    private static let target: any FuzzTarget.Type = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = targets[name] else {
            fatalError("FUZZ_TARGET is to be one of \(targets.keys.sorted().joined(separator: ", "))")
        }
        return target
    }()

    static func main() {
        var count = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv
        exit(unsafe LLVMFuzzerRunDriver(&count, &arguments) { unsafe FuzzTest.run($0, $1) })
    }

    private static func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        do {
            try target.run(FuzzInput(unsafe Array(UnsafeBufferPointer(start: start, count: count))))
        } catch let error as ImageError {
            // It would be printed on a terminal.
            expectPrintable("\(error)")
        } catch {
            fatalError("an error of another kind: \(error)")
        }
        return 0
    }
}
