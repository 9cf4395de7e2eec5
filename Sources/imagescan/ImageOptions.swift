import ArgumentParser
import ImageKit
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The image and how it is read: what all commands share.
struct ImageOptions: ParsableArguments {
    @Argument(help: "An image archive or layout, - for standard input; #reference chooses among several images.")
    var image: String

    @Option(help: ArgumentHelp("Choose the image for a platform.", valueName: "os/arch"), transform: platform)
    var platform: Platform?

    @Flag(name: [.short, .long], help: "Show no warnings and no progress.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Show every warning.")
    var verbose = false

    private static func platform(_ text: String) throws -> Platform {
        guard let platform = Platform(text) else {
            throw ValidationError("--platform takes os/architecture, for example linux/arm64, not \(text)")
        }
        return platform
    }

    /// The path and the reference of the argument, and the shape its prefix asks for.
    var place: (path: String, reference: String?, format: ImageArchive.Format?) {
        var path = image
        var format: ImageArchive.Format?
        for known in [ImageArchive.Format.dockerArchive, .ociArchive, .ociDirectory]
        where path.hasPrefix(known.rawValue + ":") {
            path = String(path.dropFirst(known.rawValue.count + 1))
            format = known
        }
        guard unsafe access(path, F_OK) != 0, let mark = path.lastIndex(of: "#") else { return (path, nil, format) }
        return (String(path[..<mark]), String(path[path.index(after: mark)...]), format)
    }

    /// Opens the archive.
    func open(_ options: ScanOptions) throws -> ImageArchive {
        let place = place
        let archive = try ImageArchive(path: place.path, options: options)
        if let format = place.format, archive.format != format {
            throw ImageError(
                .notAnImage, "this is of shape \(archive.format.rawValue), not \(format.rawValue)",
                archive: archive.name)
        }
        return archive
    }

    /// Opens the archive, chooses the image and analyses it.
    func analyze(verifies: Bool) async throws -> ImageAnalysis {
        var options = ScanOptions()
        options.verifiesLayers = verifies
        let progress = ProgressLine(isShown: !quiet)
        options.progress = progress.progress
        defer { progress.finish() }
        let image = try open(options).image(reference: place.reference, platform: platform)
        let analysis = try await ImageAnalyzer(options: options).analyze(image)
        progress.finish()
        warn(analysis.diagnostics)
        return analysis
    }

    /// Prints diagnostics as warnings, the first ten unless all are asked for.
    func warn(_ diagnostics: [Diagnostic]) {
        guard !quiet else { return }
        let shown = verbose ? diagnostics.count : 10
        for diagnostic in diagnostics.prefix(shown) {
            let places = [diagnostic.layer.map { "layer \($0)" }, diagnostic.path].compactMap(\.self)
            let place = places.isEmpty ? "" : places.joined(separator: ", ") + ": "
            Terminal.note("warning: \(place)\(diagnostic.message)")
        }
        if diagnostics.count > shown {
            Terminal.note("warning: \(diagnostics.count - shown) more; -v shows all, -o json has them too")
        }
    }
}
