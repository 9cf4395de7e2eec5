/// A list of which elements may be damaged: they do not make the others unreadable.
struct TolerantList<Element: Decodable>: Decodable {
    private(set) var elements: [Element] = []
    /// What is wrong with the elements that are left out.
    private(set) var damage: [String] = []

    private struct Anything: Decodable {}

    /// Reads a list.
    ///
    /// - Throws: a decoding error where it is no list, or more than a thousand elements can't be read.
    init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd {
            do {
                elements.append(try list.decode(Element.self))
            } catch let error as DecodingError {
                guard damage.count < 1000 else {
                    throw DecodingError.dataCorruptedError(
                        in: list, debugDescription: "the document has more than 1000 elements that can't be read")
                }
                damage.append(JSONDocument.reason(of: error))
                _ = try list.decode(Anything.self)
            }
        }
    }
}
