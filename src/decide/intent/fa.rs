//! Persian words by class, in Persian letters and as they are typed in Latin ones.
//!
//! Reading folds letters (ي to ی, ك to ک, آ to ا), joins half-spaces, and joins a loose می to its verb.

use super::class::{
    ABLE, ABSENT, AMID, ANNOUNCE, ANSWER, AROUND, ARRIVE, ARTICLE, BE, BLAME, BOT, BUSINESS, COMMAND, Class, DANGLING,
    DEPARTMENT, DESIRE, DESK, DEVICE, ELSE, ENOUGH, ESCAPE, FORMAL, FROM, GET, GIVE, GLUE, GOODBYE, GREETING, HAVE,
    HEAD, HELPFUL, HUMAN, I, LAY, LET_BE, ME, MOVE, NOT, OK, ONE, PLEASANTRY, POLITE, PREFIX, PRESENT, QUESTION, REACH,
    REAL, REFUSE, ROLE, SOCIAL, SOMEONE, TAIL, TALK, TELL, THANKS, THAT, THEY, THIS, TOWARD, WHERE, WHO, WHY, WITH,
    YOU,
};
use super::lexicon::Table;

/// Words in which one typing error is forgiven.
pub(super) const KEYS: &str =
    "پشتیبان پشتیبانی کارشناس اپراتور ادمین انسان مسئول مشاور poshtiban poshtibani karshenas operator";

/// Long words in which two typing errors are forgiven.
pub(super) const LONG_KEYS: &str = "پشتیبان پشتیبانی کارشناس اپراتور";

/// What may follow a noun without making it another: plural, "your", "the", "is".
pub(super) const ENDINGS: &str = "ش هات هاتو هاتونو هایتان هایتون اتونو اتو تونو انتونو ایتون ایتان هاتون هاتان هاشون های ها اتون اتان ان انتون انتان تون تان شون شان تو ات ت ا ای ی ید ین ه و hatun haton etun eton etoon etan tun atoon aton atun ashoon ashun aye ha i o e";

/// "My", "our": the noun is somebody of the customer's own.
pub(super) const OWN_ENDINGS: &str = "م ام مون مان هام هامون";

/// Words of wishes first, then words of courtesy; a word may stand in both.
pub(super) const WORDS: Table = &[
    // Who is wanted, and who is not.
    (HUMAN, "انسان انسانی ادم ادمیزاد ادمیزادی بشر شخص فرد ensan adam adamizad"),
    (
        ROLE,
        "اپراتور پشتیبان پشتیبانی ادمین کارشناس مسئول مسوول مسول مدیر سرپرست رییس رئیس مشاور همکار نماینده متصدی \
         کارمند پرسنل متخصص صاحب سازنده مالک تکنسین سوپروایزر منشی ساپورت کارکنان کارکنای کارمند کارگزار poshtiban poshtibani poshtibany posht \
         karshenas masool masoul masul modir moshaver hamkar namayande sarparast raees",
    ),
    (DESK, "پشتیبانی ساپورت poshtibani poshtibany"),
    (
        DEPARTMENT,
        "تیم بخش واحد قسمت فروش مالی فنی حسابداری مدیریت دپارتمان خدمات مشتریان بچه بچهها بچههای دوستان نیرو نیروی bakhsh",
    ),
    (SOMEONE, "کسی یکی یکنفر یهنفر شخصی هیچکس هیشکی هیچکی باهاتون باهاتان kasi yeki hichkas yenafar"),
    (ONE, "نفر نفری کس یکی yeki nafar"),
    (REAL, "واقعی انسانی حقیقی زنده حسابی vaghei vaghe vagheyi vaqei vagheii ensani"),
    (BOT, "ربات روبات رباط بات چتبات چتبوت هوش رباتی روباتی مصنوعی خودکار اتوماتیک robat rabat"),
    (DEVICE, "ماشین دستگاه کامپیوتر سیستم نرمافزار برنامه mashin dastgah computer"),
    // What is wished.
    (
        TALK,
        "حرف حرفی حرفم حرفمو حرفامو صحبت صحبتی چت گفتگو گفتگوی گفتوگو گفتوگوی گو گپ مکالمه مطرح درمیون درمیان harf sohbat sohbt",
    ),
    (REACH, "تماس زنگ ارتباط تلفنی پیام ارتباطی شکایتم شکایتمو شکایت tamas zang ertebat"),
    (
        MOVE,
        "وصل وصلش متصلش منتقلش وصلم وصلمون متصل متصلم منتقل منتقلم ارجاع ارجاعم برسون برسونید برسانید انتقال اتصال \
         vasl vaslam",
    ),
    (ME, "وصلم وصلمون متصلم منتقلم ارجاعم vaslam منو مرا مارو باهام بهم باهامون بهمون mano behem behm baham"),
    (GET, "دارید دارین darid darin"),
    (
        GIVE,
        "بده بدید بدین بدهید صدا بیار بیارید بیارین بیاور بیاورید بفرست بفرستید بفرستین بذار بذارید بذارین بزار بزارید بزارین بگذار بگذارید بسپار بسپر بسپارید بسپرید بسپارین بسپرین بسپرش بسپارش معرفی مامور seda bede bedid bedin biar biarid biarin biyar biyarid bezar bezarid bezarin befrest befrestid",
    ),
    (
        DESIRE,
        "میخوام میخام میخواهم میخواستم میخاستم میخوایم میخواهیم خواستم بخوام میخواییم نیاز نیازمند احتیاج لازم \
         درخواست تقاضا منتظر ترجیحا ترجیح مایلم خواهان خواستار mikham mikhaam mixam mikhaham mikhastam mikhaym \
         niaz ehtiaj darkhast lazem",
    ),
    (
        I,
        "میخوام میخام میخواهم میخواستم میخاستم میخوایم میخواهیم خواستم بخوام میخواییم مایلم mikham mikhaam mixam \
         mikhaham mikhastam",
    ),
    (
        REFUSE,
        "نمیخوام نمیخام نمیخواهم نمیخوایم نمیخواهیم نخواستم نمیزنم نمیکنم nemikham nemikhaam nemixam nemikhaham \
         nemizanam nemikonam",
    ),
    (HELPFUL, "کمک کمکم komak"),
    (NOT, "نمیتونه نمیتواند ندارم ندارد نیست نیستش nadaram nist"),
    (
        ENOUGH,
        "نه خسته بسه بس بسته کافیه خاموش حوصله متوقف متنفرم بیزارم کلافه نده ندید ندین نباش نزن برو خفه کنار نمیشه \
         نباشه نباشد بدون غیر بجای قطع khaste khastam bese",
    ),
    (
        BLAME,
        "نمیخوره نمیخورد نمیفهمه نمیفهمد نمیفهمی نمیدونه احمق مزخرف بیخود بیخودی خنگ مسخره بدردنخور چرت نفهم \
         بیفایده nemifahme",
    ),
    (
        ANSWER,
        "سوال سوالم سوالمو پرسش بپرسم مشاوره خبر اطلاع میاد میاین میایید جواب جوابم جوابمو جوابگو توضیح پاسخ پاسخگو \
         پاسخگویی رسیدگی بررسی پیگیری بیاد بیا بیاید بیان بیایید راهنمایی راهنماییم کمک کمکم راهنماییمون بفهمه بفهمد حل tozih javab \
         pasokh biad biyad bia komak komakam rahnamaii rahnamayi",
    ),
    (ME, "کمکم راهنماییم راهنماییمون جوابم جوابمو komakam"),
    (
        PRESENT,
        "هست هستش هستی هستید هستین نیست نیستش نیستید نیستین حضور انلاین انلاینه انلاینید دسترس اونجا انجا اینجا \
         اونجاست اینجاست انجاست hast hasti hastid hastin nist inja unja onja",
    ),
    (TELL, "بگم بگیم بگویم بگوییم توضیح begam begim"),
    (TOWARD, "به برای واسه be baraye"),
    (ARRIVE, "برسم برسیم beresam"),
    (ESCAPE, "خلاص خلاصم خلاصمون رد نجات نجاتم رها رهام khalas"),
    (ABSENT, "ندارید ندارین نداری ندارن نیست نیستش نیستن نیستند nadarid nadarin nist"),
    (LET_BE, "باشه باشد باشن باشند bashe"),
    (ABLE, "میتونه میتواند میتونن میتوانند هست mitone mitune mitoone"),
    (AMID, "میان میون"),
    (LAY, "بذارم بگذارم بزارم بذاریم بگذاریم گذاشتن گذاشت"),
    (THAT, "که تا ke"),
    (BUSINESS, "کار kar"),
    (HAVE, "دارم داریم داشتم daram dashtam"),
    // The words between.
    (
        I,
        "من بنده ما شم بشم بشوم شوم بشیم کنم کنیم بکنم بزنم بزنیم باشم باشیم بگیرم بگیریم میکنم میزنم بدم بگم \
         بپرسم دارم داریم داشتم میتونم میتوانم میتونیم بتونم بتوانم konam bezanam begiram konim bezanim mitonam \
         mitunam mitoonam mitonim bashim daram",
    ),
    (ME, "man"),
    (BE, "هستم هستیم"),
    (YOU, "شما تو shoma"),
    (THIS, "این موضوع مشکل مشکلم مسئله مساله سوالم کارم"),
    (WITH, "با ba"),
    (FROM, "از az"),
    (WHO, "کی ki"),
    (
        QUESTION,
        "چطور چطوری چجوری چگونه چه چی چیه چیست کجا کجاست کدام کدوم چند چنده چقدر چقدره کیست کیه چیکار chetor \
         chetori chejori kojast chi chie chand chande",
    ),
    (WHERE, "کجا کجاست کجایی کجایید کجان کجایین کو kojast koja kojaii"),
    (WHY, "چرا chera"),
    (ARTICLE, "یه یک هیچ ی ye yek 1 ۱ ١"),
    (ELSE, "دیگه دیگر دیگری دیگهتون دیگتون دیگهای dige digar"),
    (
        COMMAND,
        "کن کنید کنین بکن بکنید کنه کند کنن کنند بده بدید بدین بدهید بدهد دهید دهد دهند بدهند بدن بزن بزنید بزنین \
         بزنه بزند بزنن بگیر بگیرید بگیرین بگیره بگیرد بگیرن باشه باشد باشید باشین باشند بذارید بزارید بگذارید کنی بزنی \
         بدی بگیری بذاری بشم شم شوم بشوم بشیم شیم kon konid konin kone bede bedid bedin bezane bezan bezanid \
         begirid begire besham sham",
    ),
    (FORMAL, "کنید کنین بگیرن بزنن بگیرند بزنند بزنید بزنین بگیرید بگیرین بدید بدین بدهید bezanid begirid konid"),
    (
        THEY,
        "میزند میزنه میزنند میکند میکنه میکنند کردند زدند کرده زده میزد میکرد کردم کردیم زدم زدیم گرفتم گرفتیم \
         دادم دادیم گرفت گرفته گرفتند میگیرد میگیره میگیرند",
    ),
    (
        GLUE,
        "را رو ro به ها های که هم هر همین الان فقط باید میشه میشود میتونید میتوانید نمیشه نمیتونم امکان امکانش \
         وجود دارد داره دارید اگه اگر لطفا لطفن خواهشا خب پس یا و تا در تو توی برای واسه مستقیم سریع سریعتر فوری \
         زود زودتر بعد حتما اصلا هیچ خودتون شما طریق طرف کردن زدن کرد زد داشت داشته باشه باشم نمیده نمیدن نمیدهد \
         نمیدهند نمیدید میده بود لطف سلام جان جون عزیز محترم گرامی مربوطه مربوط راه چت ایا بگو بگید بگین بگویید \
         بگه بیزحمت دست درد درست جای پشت الو ای سایت شرکت فروشگاه مجموعه لحظه پیدا باهاش بتواند بتونه میتونه \
         میتواند نمیکنه نمیکنند نمیکنید شدن شخصا واقعا مستقیما سریعا فورا قطعا حداقل لااقل یعنی مگه مگر خط ور اون سراغ برم میون میان بذارم بگذارم بزارم پیدا نمیشود ندارید ندارین نداری باشد باشن باشند دست دستت برسم برسیم خودش nadarid nadarin be az ke mishe mishavad lotfan alan bayad ham hamin to salam loftan \
         kheyli dast emkan emkanesh",
    ),
    (
        POLITE,
        "لطفا لطفن خواهشا خواهشمندم خواهش بیزحمت زحمت جان جون عزیز محترم گرامی سلام وقت وقتتون وقتتان بخیر الان \
         فوری سریع سریعا را رو به با یه یک برای درود الو اقا اقای خانم خانوم سایت شرکت فروشگاه دوباره فقط دارم بله \
         اره نه نخیر خب باشه حالا مستقیم lotfan loftan jan salam aziz ba be ye yek ro daram",
    ),
    // What makes a person's noun something else.
    (
        HEAD,
        "گیری گرفتن بگیرم بگیر بگیرید گرفتم میگیرم میگیرد میگیره گیر ارشد عامل برفی شدن بشم بشوم شم شوم بشیم شدم \
         میشم باشم بودن اول هوشمند کنم کنیم بکنم کن کنید کنین کنه کند کنن کنند بکن بکنید بکنه میکنم میکنه میکند \
         میکنید میکنین میکنن میکنند نمیکنه نمیکند نمیکنید کردن کرد کرده kon konam mikone mikonid mikonin",
    ),
    (
        TAIL,
        "شماره تلفن ایمیل ساعت ساعات ساعتهای نسخه فایل رمز پنل حقوق استخدام هزینه قیمت لیست تیکت لایسنس پلن شرایط \
         نام اسم نقش دسترسی ادرس بدن مدرک حساب تعداد هر چند فایلهای shomare email",
    ),
    // Built like a person's noun with an ending, but another word.
    (Class::NONE, "کارشناسی مدیره همکاری انسانیت پشیمانی امپراتوری امپراتور اماتور ادمک فردا فردی ماشینم"),
    (PREFIX, "می نمی mi nemi"),
    // Courtesy.
    (
        GREETING,
        "سلام سلامی درود علیک علیکم صبح ظهر عصر وقت وقتتون وقتتان خوبی خوبین خوبید چطوری چطورید چخبر خبر هی الو \
         خسته خستهنباشید خستهنباشی salam slm salaam dorood sobh khobi khoobi khubi chetori",
    ),
    (
        PLEASANTRY,
        "چطوری چطورید چه چخبر خبر خوبی خوبین خوبید شما تو احوال حال حالت حالتون امروز دیگه جان عزیز دوست chetori \
         khobi shoma",
    ),
    (
        THANKS,
        "مرسی مرسییی ممنون ممنونم ممنونیم متشکرم متشکر تشکر سپاس سپاسگزارم سپاسگزار سپاسگذارم دمت دمتون تنکس تنکیو \
         لطف دستت دستتون قربونت قربانت مچکرم مچکر merci mersi mamnoon mamnun mamnoonam mamnunam tashakor sepas \
         damet motshakeram moteshakeram",
    ),
    (
        GOODBYE,
        "خداحافظ خدافظ خداحافظی خدا خدانگهدار خدانگهدارتون حافظ بای فعلا بدرود شب شبت شبتون روز روزتون khodahafez \
         khodafez khodafes khoda hafez bay felan bedrood",
    ),
    (
        OK,
        "باشه باشد اوکی اوکیه اوک حله حل بله بلی اره ارع نه نخیر چشم خب خوب خوبه عالی عالیه درسته درست متوجه \
         فهمیدم گرفتم اها اهان ایول صحیح حتما اوه هوم اوهوم bashe ok oki are bale na hal khob khobe ali alie \
         dorost fahmidam aha eyval",
    ),
    (
        SOCIAL,
        "بخیر به شما بر خیلی زیاد از واقعا راهنمایی راهنماییتون راهنماییتان کمک کمکتون کمکت پاسخ پاسخگویی پاسختون \
         جواب جوابتون بابت برای دوست دوستان عزیز جان جون گرم درد نکنه نکند شدم شد شدش کردی کردید کردین لطف و خوش \
         خوشی داشته باشی باشید باشین نباشید نباشی نباشین ادمین پشتیبان ربات خودت هم حال احوال ممنون نگهدار \
         نگهدارتون که وقت همگی محترم گرامی چه دیگه مشکلم همه kheili kheyli az jan be shoma shod baba dast dard \
         nakone garm aziz bekheir bekheyr vaght",
    ),
    // Announcements.
    (
        ANNOUNCE,
        "سوال سوالی سوالم سؤال سووال پرسش مشکل مشکلی کمک کمکم راهنمایی راهنماییم ببخشید ببخشین soal moshkel \
         moshkeli komak bebakhshid",
    ),
    (
        AROUND,
        "یه یک ی دارم داشتم داریم داشتیم چند تا چندتا من لطفا میشه میتونم میتونید بپرسم بپرسیم از شما کنید کنین کن \
         میخوام میخواستم میخام میخواهم به کمکم راهنماییم سلام وقت بخیر خوبی خسته نباشید نباشی عزیز جان درود در \
         مورد درباره برام پیش اومده امده ببخشید ye daram dashtam mikham mikhastam beporsam lotfan konid kon salam \
         ای بفرمایید خواستم کردم برخوردم نیاز",
    ),
    (DANGLING, "و اما ولی راستی بعد همچنین یا چون پس ضمنا درضمن va vali ama rasti hamchenin"),
];
