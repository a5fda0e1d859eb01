//! English words by class. Apostrophes are dropped in reading: "don't" is `dont`.

use super::class::{
    ABLE, AFTER_CALL, ANNOUNCE, ANSWER, AROUND, ARTICLE, BACK, BE, BLAME, BOT, BRAIN, BY, CALLBACK, CALLED, CHARGE,
    CUSTOMER, Class, DANGLING, DEPARTMENT, DESIRE, DESK, DEVICE, DO, DONE, ELSE, ESCALATE, ESCAPE, FROM, GET, GIVE,
    GLUE, GOODBYE, GREETING, HEAD, HELPFUL, HUMAN, I, INSTEAD, ISNT, LIKE, ME, MOVE, MY, NOT, OFF, OK, ONE, PASSIVE,
    PEOPLE, PLEASANTRY, POLITE, PRESENT, QUESTION, REACH, REAL, ROLE, SOCIAL, SOMEONE, TAIL, TALK, TELL, THANKS, THAT,
    THE, THEM, THERE, THIS, TO, TOUCH, WHERE, WHO, WHY, WITH, WOULD, YOU,
};
use super::lexicon::Table;

/// Words in which one typing error is forgiven.
pub(super) const KEYS: &str = "human person agent operator representative manager supervisor customer support connect transfer \
    speak someone somebody advisor specialist colleague moderator administrator executive admin request service";

/// Long words in which two typing errors are forgiven.
pub(super) const LONG_KEYS: &str =
    "representative operator supervisor customer manager support specialist administrator moderator request";

/// Words of wishes first, then words of courtesy; a word may stand in both.
pub(super) const WORDS: Table = &[
    // Who is wanted, and who is not.
    (HUMAN, "human humen hooman hunam humna hunan humans person persons individual"),
    (
        ROLE,
        "agent agents representative representatives rep reps operator operators advisor advisors adviser advisers \
         specialist specialists consultant staff employee employees colleague colleagues coworker coworkers \
         associate associates executive exec manager managers supervisor supervisors boss superior admin admins \
         administrator administrators moderator moderators mod mods expert experts technician attendant clerk \
         teammate founder founders owner ceo director salesman salesperson personnel csr developer developers",
    ),
    (DESK, "support helpdesk"),
    (
        DEPARTMENT,
        "team teams department departments dept sales billing care service services desk crew management reception \
         accounts technical member members relations success line center centre company tech",
    ),
    (CUSTOMER, "customer costumer custmer coustmer customers client consumer"),
    (SOMEONE, "someone somebody anyone anybody nobody any1 some1 sum1 noone whoever"),
    (PEOPLE, "people folks guys guy lady man woman men women gentleman ladies"),
    (ONE, "one"),
    (REAL, "real competent qualified knowledgeable senior live actual living alive physical genuine proper"),
    (
        BOT,
        "bot bots robot robots robotic chatbot chatbots machine machines computer computers ai automation \
         automated automatic",
    ),
    (DEVICE, "script scripts scripted software program programme programmed algorithm algorithms"),
    (BRAIN, "brain brains pulse heart"),
    // What is wished.
    (
        TALK,
        "talk talking speak speek speack speaking chat chatting conversation converse tlak tlk touch reach \
         reaching discuss discussing",
    ),
    (TOUCH, "touch"),
    (TELL, "tell explain describe share show"),
    (CALLBACK, "callback"),
    (BACK, "back"),
    (CHARGE, "charge"),
    (REACH, "callback contact contacting reach reaching call calling phone ring communicate complain complaint"),
    (
        MOVE,
        "connect connected transfer transferred transferring forward redirect route switch put pass hand refer \
         raise take handoff handover takeover",
    ),
    (CALLED, "called contacted phoned"),
    (GET, "arrange schedule book get find have getting"),
    (GIVE, "give giving bring send sending ask gimme fetch let involve loop notify summon ping alert"),
    (ESCALATE, "escalate escalating escalated escalation"),
    (
        DESIRE,
        "want wanna need needed require demand required request requesting requested hope hoping prefer wish rather insist looking seeking needs \
         requires wnt waiting wait",
    ),
    (WOULD, "would id wed"),
    (LIKE, "like love trust"),
    (
        NOT,
        "not no dont never without cant cannot wont doesnt stop quit skip hate tired sick enough fed bypass done \
         exit leave refuse shut",
    ),
    (OFF, "off away"),
    (
        BLAME,
        "useless stupid dumb idiot idiotic terrible rubbish sucks crap garbage worthless unhelpful helpless \
         hopeless horrible annoying",
    ),
    (HELPFUL, "assistance help helping helpful useful understand understanding"),
    (
        ANSWER,
        "answer reply respond answering replying responding helping understands understand replies responds answers reviewed handled \
         answered checked attention help assist assistance intervention call contact phone reach read handle look \
         check reading join review deal fix sort investigate come write take solve resolve attend",
    ),
    (PRESENT, "available online around here listening home office duty shift"),
    (THERE, "there any"),
    // The words between.
    (I, "i we ill im ive lemme"),
    (ME, "me us gimme lemme"),
    (YOU, "you u ya"),
    (MY, "my his her their"),
    (THEM, "them him her"),
    (THIS, "word message this these it issue case problem matter conversation ticket complaint question chat"),
    (TO, "to 2"),
    (WITH, "with w"),
    (FROM, "from in at"),
    (WHO, "who whom"),
    (QUESTION, "how what where which whats whos hows wheres"),
    (WHERE, "where wheres"),
    (WHY, "why when"),
    (DO, "do does did"),
    (ISNT, "isnt arent"),
    (PASSIVE, "be get being getting"),
    (
        DONE,
        "helped served assisted answered handled reviewed supported attended seen dealt looked contacted called guided checked processed advised",
    ),
    (BY, "by from"),
    (ABLE, "can could will would"),
    (THAT, "that who whos able to"),
    (INSTEAD, "than instead over rather unlike"),
    (ESCAPE, "past around through beyond rid away out bypass skip skipping escape avoid dodge"),
    (BE, "is are am im be was were isnt become"),
    (THE, "the this your ur"),
    (ARTICLE, "a an the some any your ur one another"),
    (ELSE, "else other different"),
    (
        GLUE,
        "of for on and or can could may might will would shall should must if that so just actually really very \
         only directly immediately now right again back still even ever also too instead about regarding over out \
         by as than able possible way via into onto asap urgently urgent today soon somehow finally already said asked \
         asking times great nice good better interested explain until had up behind chance option alone start \
         starting begin open has hold side end charge go going gonna gotta more new then time straight but because \
         since well ok hey hi hello yes yeah free through please pls plz kindly sir madam mam dear yourself myself \
         working replies responses answers messages response being help thing keep company called work works cn \
         moment present",
    ),
    (
        POLITE,
        "please pls plz plss kindly now immediately asap urgent urgently today quickly help hi hello hey ok okay \
         thanks thank yes no sir madam dear just only right away can could may get on actually yeah 0 start begin \
         open and for of being assistance a an the your some to with",
    ),
    (
        AFTER_CALL,
        "back please now on at about asap today tomorrow immediately regarding when if as and or for pls plz right \
         soon instead",
    ),
    // What makes a person's noun something else.
    (
        HEAD,
        "number numbers phone email emails mail address hours rights resource resources string role roles panel \
         password account accounts license licence plan plans page login key keys policy fee fees position job \
         jobs salary commission cost price permission permissions access list dashboard settings id name names \
         interface portal body brain beings nature history traffic error app apps website url link trafficking \
         race life discount bonus code codes token api performance cart opinion advice approval verification",
    ),
    (
        TAIL,
        "delivery travel estate user password file task window project bank branch courier email mobile shipping \
         boolean ternary insurance per each every",
    ),
    // Close to a key word, but another word.
    (
        Class::NONE,
        "contract contacts manage managed manner mangers representation representations operation operations operates custom customs customary customize costume costumes suppose supposed sport sports supper socialist specialize specialise specialized specialised specialty administration moderate moderates moderation requests advisory advise advised transfers college collage supervise supervised speaks sneak steak spear admit execution manages managing personal persona supported supporting supports connector \
         connects operate operated humane agency amin",
    ),
    // Courtesy.
    (
        GREETING,
        "hi hello hey hiya howdy greetings morning afternoon evening yo hii helo heya hlo hai hola halo hallo \
         salut bonjour sup wassup whatsup",
    ),
    (
        THANKS,
        "thanks thank thx ty tnx thankyou cheers appreciated appreciate grateful tysm thnx tanx thankful danke \
         thnks tks thanx",
    ),
    (GOODBYE, "have bye goodbye byebye cya farewell later night goodnight ciao adios"),
    (
        OK,
        "ok okay got k kk okey okie fine alright yes yeah yep yup no nope sure understood cool great perfect nice \
         good awesome excellent right exactly solved resolved worked works helped fixed wow done agreed oh ah aha \
         noted haha lol yea yas ya agree accept accepted course absolutely definitely gotcha ohk hmm hm",
    ),
    (
        SOCIAL,
        "good day you so much very a lot bunch for your the help there all everyone everybody team bot dear sir \
         madam maam friend man bro dude mate guys and are is have nice many that thats it its this really i u im \
         my everything see ya take care again to time now support got get of sounds welcome oh well then quick \
         quickly answer reply information info soon me too",
    ),
    (PLEASANTRY, "how hows whats up are you u is it its going doing everything your day today life things this"),
    // Announcements.
    (ANNOUNCE, "question questions problem issue help ask query doubt trouble"),
    (
        AROUND,
        "i have had a an small quick some one few please can could you me may need to got there is hi hello hey \
         something with my want would like id just sorry excuse do also thing ive am im having little about your \
         we us so anyone someone help and ok okay dear sir good morning evening afternoon let well",
    ),
    (DANGLING, "and also but so or plus because btw wait however then sorry excuse"),
];
