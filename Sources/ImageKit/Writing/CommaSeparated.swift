import ImageReading

/// Writes comma-separated values (RFC 4180).
package enum CommaSeparated {
    package static func line(_ fields: [String]) -> String {
        fields.map { field in
            // A field that a spreadsheet would run as a formula is kept as text. Scalars are looked at, not characters: a
            // mark that combines with a quote makes another character of it, but no other byte.
            let isFormula = field.unicodeScalars.first.map { "=+-@".unicodeScalars.contains($0) } ?? false
            let text = DisplayText.escaped(isFormula && Int64(field) == nil ? "'" + field : field)
            let needsQuotes = text.unicodeScalars.contains { $0 == "," || $0 == "\"" }
            return needsQuotes ? "\"" + text.replacing(["\"": "\"\""]) + "\"" : text
        }.joined(separator: ",") + "\n"
    }
}
