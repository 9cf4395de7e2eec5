package import ImageLedger
import ImageReading

/// Words that several reports use.
package enum Words {
    /// What is said where layers were not hashed.
    package static let notVerified = "NOT VERIFIED: layers were not hashed."

    /// The name of an image: the first that the archive gives it, else the archive's.
    package static func name(_ analysis: ImageAnalysis) -> String {
        analysis.image.references.first ?? analysis.image.archive
    }

    /// What is said below a table or list that is cut.
    package static func more(_ count: Int, _ noun: String) -> String {
        "\(Plural.text(count, "more \(noun) is", "more \(noun)s are")) left out here; the JSON report has all of them."
    }

    /// A difference with a typographic minus.
    package static func signed(_ bytes: Int64) -> String { ByteCount.signed(bytes).replacing("-", with: "−") }

    /// A difference of counts with a typographic minus.
    package static func signed(_ number: Int) -> String {
        number > 0 ? "+\(number)" : "\(number)".replacing("-", with: "−")
    }

    /// What is said about records that could not be read.
    package static func remarks(_ count: Int) -> String? {
        count == 0 ? nil : "\(Plural.text(count, "warning")) about damaged records; the JSON report has them."
    }

    /// The user that a configuration sets.
    package static func user(_ name: String?) -> String { name.flatMap { $0.isEmpty ? nil : $0 } ?? "root (not set)" }

    /// Text cut to a length, its end an ellipsis where something is missing.
    package static func shortened(_ text: String, to limit: Int) -> String {
        // A character may be any number of scalars.
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
    }

    /// Text in lines of at most the table's width, the second and later ones indented.
    package static func wrapped(_ text: String, indent: String = "", _ style: TableStyle) -> String {
        guard let width = style.width else { return text + "\n" }
        var lines: [String] = []
        let margin = String(text.prefix { $0 == " " })
        var line = ""
        for word in text.dropFirst(margin.count).split(separator: " ", omittingEmptySubsequences: false) {
            let next = line.isEmpty ? margin + word : line + " " + word
            if next.count > width, !line.isEmpty {
                lines.append(line)
                line = indent + word
            } else {
                line = next
            }
        }
        return (lines + [line]).map { $0 + "\n" }.joined()
    }

    /// Whose layer it is: `base` or `own`; empty where that is not known.
    package static func origin(_ layer: Int, _ base: BaseLayers) -> String {
        base.contains(layer).map { $0 ? "base" : "own" } ?? ""
    }

    /// The instruction that made a layer, as a person wrote it; nil where nothing is known about it.
    package static func instruction(_ layer: Int, of analysis: ImageAnalysis) -> String? {
        guard analysis.layers.indices.contains(layer) else { return nil }
        let text = instruction(analysis.layers[layer])
        return text.isEmpty ? nil : text
    }

    /// The instruction that made a layer; empty where nothing is known about it.
    ///
    /// Nix, jib and `docker import` say in the comment what a layer is.
    package static func instruction(_ summary: LayerSummary) -> String {
        let history = summary.layer.history
        let createdBy = history?.createdBy ?? ""
        guard let comment = history?.comment, !comment.isEmpty, !comment.hasPrefix("buildkit."),
            !createdBy.contains(where: \.isWhitespace)
        else { return SecretText.withoutSecrets(instruction(createdBy)) }
        let text = createdBy.isEmpty ? instruction(comment) : "\(instruction(createdBy)) (\(instruction(comment)))"
        return SecretText.withoutSecrets(text)
    }

    /// An instruction as a person wrote it, without what build tools put in front.
    private static func instruction(_ createdBy: String) -> String {
        // Indentation of the Dockerfile's lines says nothing in one line.
        var text = createdBy.split { $0.isWhitespace }.joined(separator: " ")[...]
        for prefix in ["/bin/sh -c #(nop) ", "/bin/sh -c "] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            return String(prefix.hasSuffix("-c ") ? "RUN " + text : text.drop { $0 == " " })
        }
        // Docker's old builder puts the number of build arguments and their values first.
        if text.hasPrefix("|"), let shell = text.firstRange(of: " /bin/sh -c ") {
            return "RUN " + text[shell.upperBound...]
        }
        for suffix in [" # buildkit"] where text.hasSuffix(suffix) { text = text.dropLast(suffix.count) }
        return String(text.replacing("RUN /bin/sh -c ", with: "RUN "))
    }
}

extension String {
    /// The text with scalars replaced, also where a mark follows that combines with them.
    package func replacing(_ replacements: [Unicode.Scalar: String]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let replacement = replacements[scalar] {
                result.append(contentsOf: replacement.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
