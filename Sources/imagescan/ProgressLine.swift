import ImageKit
import SystemPackage

/// A line on the terminal that says how far reading has come; nothing where standard error is no terminal.
final class ProgressLine: Sendable {
    let progress = ScanProgress()
    private let task: Task<Void, Never>?

    /// Starts showing the line.
    ///
    /// - Parameters:
    ///   - isShown: false shows nothing.
    ///   - names: the images that are read, as the user named them.
    init(isShown: Bool, of names: [String]) {
        guard isShown, Terminal.isTerminal(.standardError) else {
            task = nil
            return
        }
        let progress = progress
        let waiting = "waiting for \(DisplayText.escaped(names.joined(separator: ", ")))"
        task = Task.detached(priority: .high) {
            while (try? await Task.sleep(for: .milliseconds(100))) != nil {
                ProgressLine.show(progress.bytesRead == 0 ? waiting : ProgressLine.text(progress))
            }
        }
    }

    /// Takes the line away.
    func finish() {
        guard let task, !task.isCancelled else { return }
        task.cancel()
        ProgressLine.show("")
    }

    private static func text(_ progress: ScanProgress) -> String {
        let (cataloged, toCatalog) = (progress.layersCataloged, progress.layersToCatalog)
        // While a further image is read, not all layers are done.
        if toCatalog > 0, progress.layersDone >= progress.layersTotal {
            return "looking for packages: \(cataloged) of \(Plural.text(toCatalog, "layer"))"
        }
        let read = progress.bytesRead / 1_000_000
        let total = progress.bytesTotal / 1_000_000
        let share = total > 0 ? "\(min(100, read * 100 / total)) % of \(total) MB" : "\(read) MB"
        let layers =
            progress.layersTotal > 0
            ? "\(progress.layersDone) of \(Plural.text(progress.layersTotal, "layer"))"
            : Plural.text(progress.layersDone, "layer")
        return "reading: \(share), \(layers)"
    }

    private static func show(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll("\r\u{1B}[K\(text)".utf8)
    }
}
