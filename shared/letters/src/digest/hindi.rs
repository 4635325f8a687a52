//! The digest in Hindi.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::Hindi,
    tasks: Counted {
        one: "{n} नया कार्य",
        few: None,
        other: "{n} नए कार्य",
    },
    waiting_tasks: Counted {
        one: "{n} कार्य बाकी",
        few: None,
        other: "{n} कार्य बाकी",
    },
    no_tasks: "आपके ग्राहकों के समाचार",
    intro: "पिछले सारांश के बाद जो हुआ और जो काम आपके लिए बाकी हैं, उनका विवरण नीचे है।",
    new_tasks: "नए कार्य",
    waiting: "अब भी बाकी, सबसे पुराने पहले",
    answers: "ग्राहकों के उत्तर",
    closed: "भुगतान होकर बंद हुए इनवॉइस",
    letters: "देय तिथि से पहले भेजे गए रिमाइंडर",
    more: Counted {
        one: "और {n} अन्य",
        few: None,
        other: "और {n} अन्य",
    },
    more_invoices: Counted {
        one: "और {n} अन्य इनवॉइस",
        few: None,
        other: "और {n} अन्य इनवॉइस",
    },
    task,
    ask,
    hold,
    type_this: "इसे निपटाने या प्रतीक्षा करने के लिए:",
    since: "{day} से बाकी।",
    due: "देय तिथि {day}",
    no_due_date: "देय तिथि नहीं है",
    promised_for: "भुगतान का वादा {day} के लिए था।",
    quotes: ["“", "”"],
    phone: "फ़ोन",
    said_paid: "उत्तर मिला कि भुगतान कर दिया है",
    will_pay: "भुगतान {day} तक होगा",
    said_wrong: "उत्तर मिला कि कुछ सही नहीं है",
    wrong_person: "उत्तर मिला कि सही व्यक्ति कोई और है",
    paid: "भुगतान हो गया",
    credited: "क्रेडिट नोट से समायोजित",
    ended: "इसके साथ समाप्त",
    letter_of: "{day} का पत्र।",
    came_back: "यह पत्र वापस आ गया।",
    week: "आँकड़ों में, {from} से {to} तक",
    week_paid: Counted {
        one: "{n} इनवॉइस का भुगतान हुआ",
        few: None,
        other: "{n} इनवॉइस का भुगतान हुआ",
    },
    week_credited: Counted {
        one: "{n} इनवॉइस क्रेडिट नोट से समायोजित",
        few: None,
        other: "{n} इनवॉइस क्रेडिट नोट से समायोजित",
    },
    week_answers: Counted {
        one: "ग्राहकों का {n} उत्तर",
        few: None,
        other: "ग्राहकों के {n} उत्तर",
    },
    whole_report: "पूरी तस्वीर, चार्ट के साथ: dunlin report",
    footer: "यह संदेश आपको इसलिए मिला है कि ये ग्राहक आपकी देखरेख में हैं। dunlin tasks से सभी बाकी कार्य दिखते हैं; \
             policy.toml में digest = false लिखने से ये ई-मेल बंद हो जाते हैं।",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "ग्राहक से संपर्क करें",
        TaskKind::Call => "फ़ोन करें",
        TaskKind::HandOver => "आगे का निर्णय लें",
        TaskKind::Approve => "पत्र को स्वीकृति दें",
        TaskKind::FindAddress => "पता खोजें",
        TaskKind::CheckDispute => "आपत्ति की जाँच करें",
        TaskKind::BrokenPromise => "भुगतान का वादा पूरा नहीं हुआ",
        TaskKind::CheckClaimedPayment => "भुगतान की जाँच करें",
        TaskKind::MatchPayment => "भुगतान का मिलान करें",
        TaskKind::AllocateCredit => "जमा राशि का समायोजन करें",
        TaskKind::CheckWithholding => "कर कटौती की जाँच करें",
        TaskKind::Complaint => "शिकायत",
        TaskKind::Review => "समीक्षा करें",
        TaskKind::SettleLetter => "पत्र की स्थिति पता करें",
        TaskKind::RepairTemplate => "टेम्पलेट ठीक करें",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "देय तिथि बीत चुकी है और भुगतान नहीं हुआ: कृपया देखें कि कोई रुकावट तो नहीं है।",
        TaskKind::Call => "अंतिम पत्र से पहले कृपया फ़ोन पर प्रयास करें।",
        TaskKind::HandOver => "आगे कोई पत्र नहीं जाएगा: कृपया अगले कदम का निर्णय लें।",
        TaskKind::Approve => "अगला पत्र आपकी स्वीकृति की प्रतीक्षा में है।",
        TaskKind::FindAddress => "ऐसा कोई पता नहीं है जिस पर लिखा जा सके: कृपया ग्राहक सूची में एक पता जोड़ें।",
        TaskKind::CheckDispute => "ग्राहक को आपत्ति है: कृपया इसे सुलझाएँ, या प्रतीक्षा जारी रखें।",
        TaskKind::BrokenPromise => "ग्राहक ने भुगतान का वादा किया था, पर भुगतान नहीं हुआ।",
        TaskKind::CheckClaimedPayment => "ग्राहक के अनुसार भुगतान हो चुका है, पर कोई भुगतान दिखाई नहीं दिया।",
        TaskKind::MatchPayment => "एक भुगतान आया है जो इसका हो सकता है: कृपया बताएँ कि ऐसा है या नहीं।",
        TaskKind::AllocateCredit => "एक जमा राशि पर कोई इनवॉइस संख्या नहीं है: कृपया बताएँ कि वह किसके लिए है।",
        TaskKind::CheckWithholding => {
            "संभव है कि कर (TDS) काटा गया हो: कृपया प्रमाणपत्र माँगें, या रिमाइंडर फिर शुरू करें।"
        }
        TaskKind::Complaint => "ग्राहक ने एक पत्र पर शिकायत की है: दोबारा लिखने से पहले कृपया उनसे बात करें।",
        TaskKind::Review => "कृपया इसे देखें और बताएँ कि रिमाइंडर भेजना है या नहीं।",
        TaskKind::SettleLetter => "यह पता नहीं कि एक पत्र भेजा गया या नहीं: कृपया ई-मेल सेवा में उसे देखें।",
        TaskKind::RepairTemplate => "आपके टेम्पलेट की जगह मानक पत्र भेजा गया: कृपया टेम्पलेट ठीक करें और उसे फिर लागू करें।",
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "भुगतान का वादा",
        HoldKind::ClaimsPaid => "“भुगतान कर दिया है”",
        HoldKind::Dispute => "आपत्ति",
        HoldKind::AwaitingReply => "उत्तर की प्रतीक्षा",
        HoldKind::WrongPerson => "गलत व्यक्ति",
        HoldKind::Pause { .. } => "विराम",
        HoldKind::PossiblePayment => "संभावित भुगतान",
        HoldKind::Withholding => "कर कटौती",
        HoldKind::UnallocatedCredit => "असमायोजित जमा राशि",
        HoldKind::Complaint => "शिकायत",
        HoldKind::Review => "समीक्षा",
    }
}
