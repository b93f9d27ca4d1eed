# Vitrine 橱窗: makes this Windows 10 or 11 machine a screen, with Edge or Chrome in kiosk mode. Run it as an administrator while the
# account that is to show the screen is signed in (an ordinary one; -Account names another); run it again to change something.
# 把这台 Windows 电脑变成电子屏（Edge 或 Chrome）。先登录用来播放的普通账户，再以管理员身份运行（-Account 可指定账户）；要修改时再运行一次。
#
#   powershell -ExecutionPolicy Bypass -File vitrine-screen.ps1 [-Off 23:00-06:30] [-Browser edge|chrome] [-Account PC\name]
#   powershell -ExecutionPolicy Bypass -File vitrine-screen.ps1 -Remove
#
# It trusts the certificate below, sets policies of the browsers and the power plan, and makes one task at sign-in.
[CmdletBinding()]
param(
  [ValidatePattern('^$|^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$')] [string] $Off = '@OFF@',
  [ValidateSet('', 'edge', 'chrome')] [string] $Browser = '',
  [string] $Account = '',
  [switch] $Remove
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$Address = '@ADDRESS@'
$Origin = '@ORIGIN@'
$Fingerprint = '@FINGERPRINT@'   # SHA-256 of the authority below; empty: the campus's certificate is trusted anyway
$Folder = Join-Path $env:ProgramData 'Vitrine'
$Task = 'Vitrine screen'
$Policies = @('HKLM:\SOFTWARE\Policies\Microsoft\Edge', 'HKLM:\SOFTWARE\Policies\Google\Chrome')
$Authority = @'
@AUTHORITY@
'@

function Test-Administrator {
  $me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
  $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Find-Browser {
  $known = @{
    edge = @("${env:ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe", "$env:ProgramFiles\Microsoft\Edge\Application\msedge.exe")
    chrome = @("$env:ProgramFiles\Google\Chrome\Application\chrome.exe", "${env:ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe")
  }
  $kinds = if ($Browser) { @($Browser) } else { @('edge', 'chrome') }
  foreach ($kind in $kinds) {
    foreach ($path in $known[$kind]) {
      if (Test-Path $path) { return @{ Kind = $kind; Path = $path } }
    }
  }
  throw '没有找到 Edge 或 Chrome / neither Edge nor Chrome was found'
}

function Add-Authority {
  if (-not $Fingerprint) { return }
  $base64 = ($Authority -replace '-----[A-Z ]+-----', '') -replace '\s', ''
  $bytes = [Convert]::FromBase64String($base64)
  $found = [BitConverter]::ToString([Security.Cryptography.SHA256]::Create().ComputeHash($bytes)) -replace '-', ':'
  if ($found -ne $Fingerprint) { throw '证书与指纹不符，文件可能被改动过 / the certificate does not fit its fingerprint: this file was altered' }
  Write-Output '请与服务器上的安装页核对证书指纹 / compare with the set-up page on a computer that you trust:'
  Write-Output "  SHA-256 $found"
  $certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2(, $bytes)
  $store = New-Object Security.Cryptography.X509Certificates.X509Store('Root', 'LocalMachine')
  $store.Open('ReadWrite')
  $store.Add($certificate)
  $store.Close()
}

function Set-Policies {
  $numbers = @{
    AutoplayAllowed = 1; TranslateEnabled = 0; PasswordManagerEnabled = 0; BrowserSignin = 0; SyncDisabled = 1
    DefaultNotificationsSetting = 2; DefaultGeolocationSetting = 2; DefaultPopupsSetting = 2; BackgroundModeEnabled = 0
    AutofillAddressEnabled = 0; AutofillCreditCardEnabled = 0; HideFirstRunExperience = 1; StartupBoostEnabled = 0
    AudioCaptureAllowed = 0; VideoCaptureAllowed = 0
  }
  foreach ($key in $Policies) {
    if (-not (Test-Path $key)) { New-Item -Path $key -Force | Out-Null }  # made anew, a key would lose what others have set
    foreach ($name in $numbers.Keys) {
      New-ItemProperty -Path $key -Name $name -Value $numbers[$name] -PropertyType DWord -Force | Out-Null
    }
  }
}

function Set-Power {
  foreach ($setting in @('monitor-timeout-ac', 'standby-timeout-ac', 'hibernate-timeout-ac', 'disk-timeout-ac')) {
    powercfg.exe /change $setting 0
  }
}

function Write-Watch($found) {
  New-Item -ItemType Directory -Path $Folder -Force | Out-Null
  $arguments = @('--kiosk', $Address, '--no-first-run', '--noerrdialogs', '--hide-crash-restore-bubble', '--disable-pinch',
    '--overscroll-history-navigation=0', '--autoplay-policy=no-user-gesture-required', '--disable-features=Translate')
  if ($found.Kind -eq 'edge') { $arguments += '--edge-kiosk-type=fullscreen' }
  @{ Browser = $found.Path; Arguments = $arguments; Off = $Off; Restart = '04:00' } | ConvertTo-Json |
    Set-Content -Path (Join-Path $Folder 'settings.json') -Encoding UTF8
  @'
# Starts the screen's browser and starts it again when it ends or hangs; a fresh one each day; the panel is off at night.
$settings = Get-Content (Join-Path $PSScriptRoot 'settings.json') -Raw -Encoding UTF8 | ConvertFrom-Json
Add-Type -Namespace Vitrine -Name Panel -MemberDefinition @"
[DllImport("user32.dll")] public static extern IntPtr SendMessage(IntPtr window, uint message, IntPtr what, IntPtr how);
[DllImport("user32.dll")] public static extern void mouse_event(uint flags, int x, int y, uint data, IntPtr extra);
"@
function Test-Off {
  if (-not $settings.Off) { return $false }
  $first, $last = $settings.Off -split '-'
  $now = Get-Date -Format 'HH:mm'
  if ($first -lt $last) { return ($first -le $now -and $now -lt $last) }
  return ($first -ne $last -and ($now -ge $first -or $now -lt $last))
}
# Notices of the system must not stand over the screen.
$key = 'HKCU:\SOFTWARE\Microsoft\Windows\CurrentVersion\PushNotifications'
if (-not (Test-Path $key)) { New-Item -Path $key -Force | Out-Null }
New-ItemProperty -Path $key -Name ToastEnabled -Value 0 -PropertyType DWord -Force | Out-Null
$store = Join-Path $env:LOCALAPPDATA 'Vitrine\browser'
$settings.Arguments += "--user-data-dir=`"$store`""
$name = Split-Path $settings.Browser -Leaf
$dark = $false
while ($true) {
  # One that still has the store would take the new one's place, which would end at once.
  Get-CimInstance Win32_Process -Filter "Name = '$name'" |
    Where-Object { "$($_.CommandLine)".Contains($store) } |
    ForEach-Object { Stop-Process -Id $_.ProcessId -Force -ErrorAction SilentlyContinue }
  $day = (Get-Date).Date
  $process = Start-Process -FilePath $settings.Browser -ArgumentList $settings.Arguments -PassThru
  $hung = 0
  while (-not $process.HasExited) {
    Start-Sleep -Seconds 10
    $off = Test-Off
    if ($off) { [void][Vitrine.Panel]::SendMessage([IntPtr]0xffff, 0x0112, [IntPtr]0xF170, [IntPtr]2) }
    elseif ($dark) { [Vitrine.Panel]::mouse_event(1, 0, 1, 0, [IntPtr]::Zero) }
    $dark = $off
    $process.Refresh()
    if ($process.HasExited) { break }
    $hung = if ($process.MainWindowHandle -ne 0 -and -not $process.Responding) { $hung + 10 } else { 0 }
    $aged = (Get-Date).Date -ne $day -and (Get-Date -Format 'HH:mm') -ge $settings.Restart
    if ($hung -ge 60 -or $aged) { taskkill.exe /T /F /PID $process.Id | Out-Null; break }
  }
  Start-Sleep -Seconds 5
}
'@ | Set-Content -Path (Join-Path $Folder 'watch.ps1') -Encoding UTF8
}

function Register-Watch {
  $run = "-NoProfile -WindowStyle Hidden -ExecutionPolicy Bypass -File `"$(Join-Path $Folder 'watch.ps1')`""
  # Whoever sits at the machine, not the administrator who typed a password.
  $me = if ($Account) { $Account } else { (Get-CimInstance Win32_ComputerSystem).UserName }
  if (-not $me) { $me = [Security.Principal.WindowsIdentity]::GetCurrent().Name }
  Write-Output "账户 / account: $me"
  $parts = @{
    TaskName = $Task
    Action = New-ScheduledTaskAction -Execute 'powershell.exe' -Argument $run
    Trigger = New-ScheduledTaskTrigger -AtLogOn -User $me
    Principal = New-ScheduledTaskPrincipal -UserId $me -LogonType Interactive -RunLevel Limited
    Settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable `
      -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) -MultipleInstances IgnoreNew
  }
  Register-ScheduledTask @parts -Force | Out-Null
  Stop-ScheduledTask -TaskName $Task
  Start-ScheduledTask -TaskName $Task
}

function Remove-Everything {
  Unregister-ScheduledTask -TaskName $Task -Confirm:$false -ErrorAction SilentlyContinue
  Remove-Item -Path $Folder -Recurse -Force -ErrorAction SilentlyContinue
  Write-Output '已移除任务和文件；浏览器策略和证书仍保留。/ The task and its files are removed; policies and certificate stay.'
}

if (-not (Test-Administrator)) { throw '请以管理员身份运行 / run this as an administrator' }
if ($Remove) { Remove-Everything; return }
$found = Find-Browser
Add-Authority
Set-Policies
Set-Power
Write-Watch $found
Register-Watch
Write-Output "完成：$($found.Kind) 打开 $Address。屏上出现八位配对码后，在「电子屏」页面填入。"
Write-Output 'Done: type the code that the screen shows on its page. Let this account sign in by itself at start-up.'
