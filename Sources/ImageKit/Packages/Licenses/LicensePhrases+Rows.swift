extension LicensePhrases {
    /// A sentence that stands in a licence, and what else has to be or may not be in the text.
    struct Row: Sendable {
        let phrase: String
        var and: [String] = []
        var without: [String] = []
        let license: String
    }

    private static let permission =
        "permission is hereby granted, free of charge, to any person obtaining a copy of this software"
    private static let redistribution =
        "redistribution and use in source and binary forms, with or without modification, are permitted"
    private static let endorsement = "to endorse or promote products derived from this software"
    private static let advertising = "all advertising materials mentioning features or use of this software"
    private static let x11 = "except as contained in this notice, the name"

    /// The sentences, in lower case and with single spaces, without quotes.
    static let rows: [Row] = [
        Row(phrase: permission, without: [x11], license: "MIT"),
        Row(phrase: permission, and: [x11], license: "X11"),
        Row(phrase: redistribution, and: [advertising], license: "BSD-4-Clause"),
        Row(phrase: redistribution, and: [endorsement], without: [advertising], license: "BSD-3-Clause"),
        Row(phrase: redistribution, without: [endorsement, advertising], license: "BSD-2-Clause"),
        Row(
            phrase:
                "permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear",
            license: "ISC"),
        Row(
            phrase:
                "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted",
            and: ["provided that the above copyright notice"], license: "ISC"),
        Row(
            phrase: "altered source versions must be plainly marked as such, and must not be misrepresented",
            license: "Zlib"),
        Row(phrase: "licensed under the apache license, version 2.0", license: "Apache-2.0"),
        Row(phrase: "terms of the mozilla public license, v. 2.0", license: "MPL-2.0"),
        Row(phrase: "terms of the mozilla public license version 2.0", license: "MPL-2.0"),
        Row(phrase: "boost software license - version 1.0", license: "BSL-1.0"),
        Row(phrase: "same terms as perl itself", license: "Artistic-1.0-Perl OR GPL-1.0-or-later"),
        Row(phrase: "python software foundation license version 2", license: "PSF-2.0"),
        Row(phrase: "sil open font license, version 1.1", license: "OFL-1.1"),
        Row(phrase: "this is free and unencumbered software released into the public domain", license: "Unlicense"),
        Row(
            phrase:
                "gnu affero general public license as published by the free software foundation, either version 3 of the license, or (at your option) any later version",
            license: "AGPL-3.0-or-later"),
        Row(
            phrase: "gnu affero general public license version 3", without: ["any later version"],
            license: "AGPL-3.0-only"),
        Row(
            phrase:
                "gnu general public license as published by the free software foundation; either version 2 of the license, or (at your option) any later version",
            license: "GPL-2.0-or-later"),
        Row(
            phrase:
                "gnu general public license as published by the free software foundation; either version 2, or (at your option) any later version",
            license: "GPL-2.0-or-later"),
        Row(
            phrase:
                "gnu general public license as published by the free software foundation, either version 3 of the license, or (at your option) any later version",
            license: "GPL-3.0-or-later"),
        Row(
            phrase:
                "gnu lesser general public license as published by the free software foundation; either version 2.1 of the license, or (at your option) any later version",
            license: "LGPL-2.1-or-later"),
        Row(
            phrase:
                "gnu library general public license as published by the free software foundation; either version 2 of the license, or (at your option) any later version",
            license: "LGPL-2.0-or-later"),
    ]
}
