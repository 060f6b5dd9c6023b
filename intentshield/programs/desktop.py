"""The desktop: clipboard, screen, input, notifications, opening things."""

TABLE = r"""
pbpaste,wl-paste,termux-clipboard-get : any* @out=clipboard
xclip,xsel : -selection,-sel,-t,-d=text any* @long @out=clipboard
pbcopy,wl-copy,clip,clip.exe : any*
open,xdg-open,gnome-open,wslview,explorer,explorer.exe : -a,-b,-R,--args=text guess*
subl,gedit,kate,micro,hx,helix,joe,zed,idea,pycharm,webstorm,goland,clion,bbedit,mate : -g,--goto,-n,-w,-a,--line,--column=text guess*
code,code-insiders,codium,cursor,windsurf : --install-extension,--uninstall-extension,--user-data-dir,-n,-r,-g=text sub? guess*
code,code-insiders,codium,cursor,windsurf tunnel : any* >connect:dead-drop!bind
screencapture,scrot,maim,gnome-screenshot,grim,spectacle,flameshot,imagesnap,import,xwd,parec,parecord,xev,evtest,pw-record,pw-cat,wf-recorder,fswebcam,arecord,rec,asciinema : -o,-f,-t,-d,-r,-c=text write* >read:machine!expose
xdotool,ydotool,cliclick,xinput,logkeys,showkey : any* >read:machine
notify-send,terminal-notifier,zenity,dialog,whiptail,say,espeak,espeak-ng,beep : any*
gsettings,dconf,xrandr,xset,wmctrl,pactl,amixer,brightnessctl,caffeinate,lpr,lp,lpstat,bluetoothctl,adb,fastboot : any*
xhost : any* >configure:machine!insecure
chromium,chromium-browser,google-chrome,firefox,brave,brave-browser,microsoft-edge : --user-data-dir,--remote-debugging-port,--screenshot,--print-to-pdf,-P,--profile=text url* @out=network
"""
